"""Agencies, what is shared with them on which ground, and referrals."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "casework.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"
