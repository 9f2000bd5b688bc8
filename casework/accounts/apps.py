"""Forces, teams, users and what each of them may see and do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "casework.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.core import schedules

        schedules.every(
            minutes=60,
            name="attempts",
            job="casework.accounts.jobs.forget_attempts",
            title="the tidying of old attempts to sign in",
        )
