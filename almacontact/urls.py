"""Every address of the site. Each app lists its own; each view says who may open it."""

from django.contrib import admin
from django.urls import include, path

handler400 = "almacontact.web.failures.bad_request"
handler500 = "almacontact.web.failures.server_error"

urlpatterns = [
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/", include("almacontact.accounts.sign_in_urls")),
    path("admin/", admin.site.urls),
    path("", include("almacontact.accounts.urls")),
    path("", include("almacontact.attachments.urls")),
    path("", include("almacontact.jobs.urls")),
    path("", include("almacontact.approvals.urls")),
    path("", include("almacontact.audit.urls")),
    path("", include("almacontact.web.urls")),
    path("", include("proposals.urls")),
    path("", include("quality.urls")),
    path("", include("pipeline.urls")),
]
