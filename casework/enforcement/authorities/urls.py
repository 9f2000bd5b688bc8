"""Addresses that say nothing of what they show."""

from __future__ import annotations

from django.urls import path

from casework.enforcement.authorities import views

app_name = "authorities"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/new/", views.log, name="log"),
    path("register/names/", views.unit, name="unit"),
    path("register/names/<int:pk>/", views.remove, name="remove"),
    path("register/<int:pk>/", views.entry, name="entry"),
    path("register/<int:pk>/<slug:name>/", views.do, name="do"),
]
