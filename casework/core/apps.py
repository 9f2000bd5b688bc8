"""Core: errors, request id, middleware, the queue seam and the doctor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "casework.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
