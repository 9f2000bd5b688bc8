"""The case, its states, its risk assessment and the contact gate."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "casework.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from casework.audit import words
        from casework.cases import checkup, triggers  # noqa: F401 (both sign in)
        from casework.cases.models.restricted import rows_kept_from
        from casework.cases.words import VERBS
        from casework.core import schedules
        from casework.people import kept

        kept.keep(
            "cases", lambda user: [rows.values("case__person") for rows in rows_kept_from(user)]
        )
        words.register(VERBS)
        schedules.every(
            minutes=60,
            name="wake_cases",
            job="casework.cases.jobs.wake_suspended",
            title="the waking of suspended cases",
        )
