"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from casework.incidents import views

app_name = "incidents"
urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new, name="new"),
    path("imports/<int:pk>/", views.batch, name="batch"),
    path("imports/<int:pk>/rejects/", views.rejects, name="rejects"),
    path("imports/files/<uuid:pk>/", views.upload, name="upload"),
    path("imports/files/<uuid:pk>/import/", views.confirm, name="confirm"),
    path("imports/files/<uuid:pk>/put-aside/", views.put_aside, name="put_aside"),
]
