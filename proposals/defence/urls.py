"""Addresses of the defence and the calendar."""

from django.urls import path

from proposals.defence.views import agenda as defence_agenda
from proposals.defence.views import calendar, defence

urlpatterns = [
    path("defences/", defence.defence_list, name="defence_list"),
    path("defences/new/<str:code>/", defence.defence_create, name="defence_create"),
    path("defences/not-required/<str:code>/", defence.defence_not_required, name="defence_not_required"),
    path("defences/topics/<int:pk>/material/", defence_agenda.topic_material, name="topic_material"),
    path("defences/rehearsals/<int:pk>/", defence_agenda.rehearsal_edit, name="rehearsal_edit"),
    path("defences/rehearsals/<int:pk>/remove/", defence_agenda.rehearsal_remove, name="rehearsal_remove"),
    path("defences/<int:pk>/", defence.defence_detail, name="defence_detail"),
    path("defences/<int:pk>/edit/", defence.defence_edit, name="defence_edit"),
    path("defences/<int:pk>/agenda/", defence_agenda.defence_topics, name="defence_topics"),
    path("defences/<int:pk>/rehearsals/", defence_agenda.rehearsal_create, name="rehearsal_create"),
    path("defences/<int:pk>/hold/", defence.defence_hold, name="defence_hold"),
    path("defences/<int:pk>/cancel/", defence.defence_cancel, name="defence_cancel"),
    path("defences/<int:pk>/void/", defence.defence_void, name="defence_void"),
    path("defences/<int:pk>/invite/", defence.defence_invite, name="defence_invite"),
    path("defences/<int:pk>/presentation/", defence.defence_presentation, name="defence_presentation"),
    path("defences/<int:pk>/event.ics", defence.defence_ics, name="defence_ics"),
    path("calendar/", calendar.calendar_settings, name="calendar_settings"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
]
