"""Addresses of the board."""

from django.urls import path

from pipeline.board import views as board

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/<slug:stage>/cards/", board.board_cards, name="board_cards"),
    path("board/<str:code>/move/", board.board_move, name="board_move"),
]
