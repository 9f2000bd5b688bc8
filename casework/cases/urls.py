"""Addresses of the case pages. References are opaque: nobody's name is in an address."""

from __future__ import annotations

from django.urls import path

from casework.cases import restricted_views, views

app_name = "cases"
urlpatterns = [
    path("cases/", views.case_list, name="list"),
    path("cases/<slug:slug>/", views.case, name="case"),
    path("cases/<slug:slug>/timeline/", views.timeline, name="timeline"),
    path("cases/<slug:slug>/risk/", views.risk, name="risk"),
    path("cases/<slug:slug>/why/", views.why, name="why"),
    path("cases/<slug:slug>/who/", restricted_views.who, name="who"),
    path("cases/<slug:slug>/who/<slug:name>/", restricted_views.act, name="who_do"),
    path("cases/<slug:slug>/do/<slug:name>/", views.move, name="move"),
    path("restricted/ask/", restricted_views.ask, name="ask"),
    path("restricted/asked/", restricted_views.asked, name="asked"),
    path("restricted/asked/<int:pk>/", restricted_views.asked_read, name="asked_read"),
    path("people/<slug:ref>/", views.person, name="person"),
]
