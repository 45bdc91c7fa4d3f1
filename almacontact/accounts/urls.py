"""Addresses for people: their own preferences, the administrator's page and the first steps of an installation."""

from django.urls import path

from almacontact.accounts.views import people, preferences, setup

app_name = "accounts"
urlpatterns = [
    path("preferences/", preferences.edit, name="preferences"),
    path("preferences/language/", preferences.set_language, name="set_language"),
    path("preferences/theme/", preferences.set_theme, name="set_theme"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="person_add"),
    path("people/<int:pk>/", people.detail, name="person"),
    path("people/<int:pk>/roles/", people.change_roles, name="person_roles"),
    path("people/<int:pk>/edit/", people.edit, name="person_edit"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="person_reactivate"),
    path("people/<int:pk>/password-link/", people.password_link, name="person_password_link"),
    path("people/<int:pk>/second-factor/", people.remove_second_factor, name="person_second_factor"),
    path("setup/", setup.first_administrator, name="setup"),
]
