"""The ledger of rendered documents; nothing in it ever changes."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "letters.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
