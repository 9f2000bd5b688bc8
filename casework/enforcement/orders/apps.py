"""Protective notices and orders, their conditions and what becomes of them."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "casework.enforcement.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
