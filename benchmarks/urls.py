"""The application's addresses and those of the floor views."""

from django.urls import include, path

from benchmarks import floor

urlpatterns = [
    path("floor/list/", floor.rows, name="floor_list"),
    path("floor/day/", floor.day, name="floor_day"),
    path("floor/changes/", floor.changes, name="floor_changes"),
    path("floor/board/", floor.board, name="floor_board"),
    path("floor/search/", floor.search, name="floor_search"),
    path("floor/page/<str:code>/", floor.page, name="floor_page"),
    path("floor/move/<int:pk>/", floor.move, name="floor_move"),
    path("", include("almacontact.urls")),
]
