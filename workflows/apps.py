"""Interventions and their tasks: what happens next, by when, by whom."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    label = "workflows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflows import checks, checkup, failures  # noqa: F401 (the first two sign in)
        from workflows.registry import kinds

        kinds()  # a stored task finds its step only once its flow is loaded
        failures.connect()
        declare_sweeps()
        declare_slow_sweeps()
        declare_mail()


def declare_sweeps() -> None:
    """What the clock does with tasks and holds, each minute."""
    from casework.core import schedules

    schedules.every(
        minutes=1,
        name="sweep",
        job="workflows.sweep.fire_due_timers",
        title="the sweep of timers",
        watched=True,
        stuck="workflows.checkup.late_timers",
    )
    schedules.every(
        minutes=1,
        name="escalations",
        job="workflows.sweep.send_escalations",
        title="the sweep of deadlines",
        watched=True,
        stuck="workflows.checkup.late_reminders",
    )
    schedules.every(
        minutes=1,
        name="holds",
        job="workflows.sweep.end_holds",
        title="the end of holds",
        stuck="workflows.checkup.late_holds",
    )


def declare_slow_sweeps() -> None:
    """What the clock does with letters, risks and the work of leavers."""
    from casework.core import schedules

    schedules.every(
        minutes=60,
        name="letters",
        job="workflows.sweep.expire_letters",
        title="the expiry of letters",
    )
    schedules.every(
        minutes=60,
        name="reviews",
        job="workflows.sweep.ask_for_reviews",
        title="the reviews of risks",
    )
    schedules.every(
        minutes=10,
        name="leavers",
        job="workflows.sweep.return_work_of_leavers",
        title="the return of leavers' work",
    )
    schedules.every(
        minutes=24 * 60,
        name="strayed",
        job="workflows.sweep.return_strayed_work",
        title="the return of work that nobody of its role has",
    )


def declare_mail() -> None:
    """What the clock does with e-mail."""
    from casework.core import schedules

    schedules.every(
        minutes=1,
        name="mail",
        job="workflows.jobs.send_mail",
        title="the sending of e-mail",
        stuck="workflows.checkup.unsent_mail",
    )
    schedules.every(
        minutes=30,
        name="digests",
        job="workflows.jobs.make_digests",
        title="the making of digests",
    )
