"""What was recorded, who was involved as what, and the importer."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "casework.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
