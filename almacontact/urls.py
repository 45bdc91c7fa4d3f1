"""Every address of the site. Each app lists its own; each view says who may open it."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/", include("almacontact.accounts.sign_in_urls")),
    path("admin/", admin.site.urls),
]
for _module in (
    "almacontact.accounts.urls",
    "almacontact.attachments.urls",
    "almacontact.jobs.urls",
    "almacontact.approvals.urls",
    "almacontact.web.urls",
    "proposals.urls",
    "quality.urls",
    "pipeline.urls",
):
    try:
        _found = find_spec(_module) is not None
    except ModuleNotFoundError:
        _found = False
    if _found:
        urlpatterns.append(path("", include(_module)))
