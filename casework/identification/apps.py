"""Programmes, runs and flags with their evidence."""

from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    name = "casework.identification"
    label = "identification"
    default_auto_field = "django.db.models.BigAutoField"
