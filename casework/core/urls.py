"""Addresses that belong to no room."""

from __future__ import annotations

from django.urls import path

from casework.core import health, views

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("health/", health.health, name="health"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("source/", views.source, name="source"),
    path("source/forestall-source.tar.gz", views.source_archive, name="source_archive"),
]
