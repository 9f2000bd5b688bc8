"""The home visit and its record."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "casework.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"
