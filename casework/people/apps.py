"""Persons known to the force, their identifiers, addresses and markers."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "casework.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
