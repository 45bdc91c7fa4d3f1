"""Addresses of awards."""

from django.urls import path

from proposals.award import views as awards

urlpatterns = [
    path("awards/", awards.award_list, name="award_list"),
    path("awards/new/<str:code>/", awards.award_create, name="award_create"),
    path("awards/<int:pk>/", awards.award_detail, name="award_detail"),
    path("awards/<int:pk>/tell/", awards.award_tell, name="award_tell"),
    path("awards/<int:pk>/void/", awards.award_void, name="award_void"),
]
