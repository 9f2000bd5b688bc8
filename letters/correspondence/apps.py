"""The letter and its states, authority and service."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "letters.correspondence"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"
