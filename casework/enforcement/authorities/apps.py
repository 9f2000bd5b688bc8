"""The record of a surveillance authority, and nothing else of it."""

from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    name = "casework.enforcement.authorities"
    label = "authorities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.core import navigation, schedules
        from casework.enforcement.authorities.permissions import in_covert_unit

        navigation.also_opens("Register", "authorities:register", to=in_covert_unit)
        schedules.every(
            minutes=15,
            name="watch_register",
            job="casework.enforcement.authorities.jobs.watch",
            title="the watch over the register",
        )
