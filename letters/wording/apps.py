"""Layouts, approved paragraphs, placeholders and the leak guard."""

from django.apps import AppConfig


class WordingConfig(AppConfig):
    name = "letters.wording"
    label = "wording"
    default_auto_field = "django.db.models.BigAutoField"
