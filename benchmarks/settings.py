"""The application's settings, with the floor views beside its own and a database that is thrown away."""

import os

os.environ.setdefault("DEBUG", "true")

from almacontact.settings import *  # noqa: F403
from almacontact.settings import BASE_DIR, TEMPLATES

DEBUG = False
ROOT_URLCONF = "benchmarks.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "benchmarks" / "templates"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING = {"version": 1, "disable_existing_loggers": False}
