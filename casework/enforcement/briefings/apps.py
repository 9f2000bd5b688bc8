"""Briefings of neighbourhood teams: read, answered, recalled, expired."""

from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    name = "casework.enforcement.briefings"
    label = "briefings"
    default_auto_field = "django.db.models.BigAutoField"
