"""The Celery application: Redis where REDIS_URL is set, else a folder of files and one local worker."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almacontact.settings")

TRANSPORT_ALIASES["filesystem"] = "almacontact.jobs.folder:Transport"

app = Celery("almacontact")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
