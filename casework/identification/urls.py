"""Addresses of nominations. A nomination is a number: no name stands in an address."""

from __future__ import annotations

from django.urls import path

from casework.identification import views

app_name = "identification"
urlpatterns = [
    path("nominations/", views.nominations, name="nominations"),
    path("nominations/run/", views.new_run, name="new_run"),
    path("nominations/<int:pk>/", views.nomination, name="nomination"),
    path("nominations/<int:pk>/settle/", views.settle, name="settle"),
    path("nominations/<int:pk>/conclude/", views.conclude, name="conclude"),
]
