"""The Celery application: Redis where REDIS_URL is set, else a folder of files and one local worker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almacontact.settings")

app = Celery("almacontact")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
