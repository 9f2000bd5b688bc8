"""Forces, teams, users and what each of them may see and do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "casework.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
