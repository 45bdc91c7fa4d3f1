from django.urls import path

from almacontact.web import views
from almacontact.web.style_guide import style_guide

app_name = "web"
urlpatterns = [
    path("style-guide/", style_guide, name="style_guide"),
    path("search/", views.search_page, name="search"),
    path("views/save/", views.save_view, name="view_save"),
    path("views/<int:pk>/delete/", views.delete_view, name="view_delete"),
    path("views/<str:list_key>/", views.view_menu, name="view_menu"),
]
