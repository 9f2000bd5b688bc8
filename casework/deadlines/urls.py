"""Addresses of the settings of deadlines."""

from __future__ import annotations

from django.urls import path

from casework.deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("settings/deadlines/", views.rules, name="rules"),
    path("settings/deadlines/<str:name>/", views.rule, name="rule"),
    path("settings/deadlines/<int:pk>/<str:how>/", views.end_version, name="end_version"),
    path("settings/bank-holidays/", views.days, name="days"),
    path("settings/bank-holidays/<int:pk>/<str:how>/", views.end_day, name="end_day"),
]
