"""Addresses of the site itself."""

from __future__ import annotations

from django.urls import path

from casework.core import health

app_name = "core"
urlpatterns = [
    path("health/", health.health, name="health"),
]
