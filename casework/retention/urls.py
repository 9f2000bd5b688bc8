"""Addresses of retention: they name nobody."""

from __future__ import annotations

from django.urls import path

from casework.retention import views

app_name = "retention"
urlpatterns = [
    path("retention/", views.register, name="register"),
    path("retention/<int:pk>/", views.record, name="record"),
    path("retention/<int:pk>/<slug:name>/", views.do, name="do"),
]
