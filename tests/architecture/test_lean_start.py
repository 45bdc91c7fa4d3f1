"""The application starts without the libraries that only some requests need.

A library that writes slides, workbooks or calendars takes a tenth of a second to read. Every command, every worker and
every test process would pay that for each of them, so such a library is imported inside the functions that use it.
"""

import subprocess
import sys

from tests.architecture.sources import ROOT

HEAVY = ("holidays", "icalendar", "markdown_it", "openpyxl", "pptx", "redis", "stdnum", "weasyprint", "xlsxwriter")
START = f"""
import sys
import django
django.setup()
import almacontact.urls
print(*sorted(set({HEAVY!r}) & set(sys.modules)))
"""


def test_no_heavy_library_is_read_for_the_application_and_its_addresses():
    run = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "almacontact.settings", "PATH": "/usr/bin:/bin"},  # and no REDIS_URL
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.stdout.split() == []
