"""Addresses of the presentation of the company."""

from django.urls import path

from pipeline.decks import views as decks

urlpatterns = [
    path("plan/presentations/", decks.deck_list, name="deck_list"),
    path("opportunities/<str:code>/presentation/", decks.deck_send, name="deck_send"),
]
