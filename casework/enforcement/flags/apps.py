"""Address flags: calls to an address that get a priority, for a limited time."""

from django.apps import AppConfig


class FlagsConfig(AppConfig):
    name = "casework.enforcement.flags"
    label = "flags"
    default_auto_field = "django.db.models.BigAutoField"
