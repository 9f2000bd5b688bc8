"""Behind the victim wall: safe contact and the offer of support."""

from django.apps import AppConfig


class VictimsConfig(AppConfig):
    name = "casework.victims"
    label = "victims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.victims import advocates  # noqa: F401 - signs in for planned acts
