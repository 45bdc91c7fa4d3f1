"""Addresses of changes of terms."""

from django.urls import path

from proposals.new_terms import views as terms

urlpatterns = [
    path("terms/new/<str:code>/", terms.terms_change_create, name="terms_change_create"),
    path("terms/<int:pk>/", terms.terms_change_detail, name="terms_change_detail"),
]
