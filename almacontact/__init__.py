"""Almacontact Comercial: the sales CRM and quality record of a contact-centre company."""

from almacontact.celery import app as celery_app

__all__ = ["celery_app"]
