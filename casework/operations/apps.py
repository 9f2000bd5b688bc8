"""Operations: contacts planned around an event, such as a football fixture."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "casework.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"
