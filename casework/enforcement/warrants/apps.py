"""Warrants and bail conditions: circulated, tried at the door, executed, cancelled."""

from django.apps import AppConfig


class WarrantsConfig(AppConfig):
    name = "casework.enforcement.warrants"
    label = "warrants"
    default_auto_field = "django.db.models.BigAutoField"
