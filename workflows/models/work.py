"""Interventions and their tasks.

An Intervention *is* the engine's process and a Task *is* the engine's task: one row each, so
that counts, "where is it now" and "what next" are read from the rows the engine itself moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from viewflow.workflow.status import PROCESS, STATUS

from casework.accounts.models import Role
from casework.audit.actions import together
from casework.cases.models import Case, not_kept_from
from workflows.bases import AbstractProcess, AbstractTask, columns_of_records

HUMAN = "HUMAN"
# The step that any intervention may be given besides those of its kind, and its own end.
ADDED, ADDED_END = "added", "added_end"
READ_BY_STEPS = ("case__team", "case__force", "case__owner")


class InterventionQuerySet(models.QuerySet["Intervention"]):
    def open(self) -> Self:
        """Interventions that have not ended."""
        return self.filter(finished__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Interventions of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def with_all_a_step_reads(self, keeps: str) -> Self:
        """With the case, where it lies and whose it is, and the record `keeps` names, if any."""
        return self.select_related(*READ_BY_STEPS, *filter(None, [keeps]))

    def with_records(self) -> Self:
        """With the record of each, and that on whose page it is read, and what tells it apart."""
        from workflows.registry import told_apart

        return self.select_related(*columns_of_records(self.model), *told_apart())


class Intervention(AbstractProcess):
    """One intervention on a case: a warning letter, a home visit."""

    class Heading(models.TextChoices):
        """The toolkit heading every intervention is reported under (domain: section 1.1)."""

        PREVENT = "PREVENT", "Prevent"
        DIVERT = "DIVERT", "Divert"
        DISRUPT = "DISRUPT", "Disrupt"
        ENFORCE = "ENFORCE", "Enforce"
        SUPPORT = "SUPPORT", "Support"

    case = models.ForeignKey(Case, models.PROTECT, related_name="interventions")
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=10, choices=Heading.choices)
    reason = models.TextField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=60, blank=True)
    letter = models.OneToOneField(
        "correspondence.Letter", models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    visit = models.OneToOneField(
        "visits.Visit", models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    warrant = models.OneToOneField(
        "warrants.Warrant", models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    order = models.OneToOneField(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    address_flag = models.OneToOneField(
        "flags.AddressFlag", models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    briefing = models.OneToOneField(
        "briefings.Briefing", models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    referral = models.OneToOneField(
        "partners.Referral", models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    support = models.OneToOneField(
        "victims.SupportOffer", models.PROTECT, null=True, blank=True, related_name="intervention"
    )
    representation = models.OneToOneField(
        "correspondence.Representation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="intervention",
    )
    # Of most kinds a case has one open at a time; of some, such as warrants, as many as there are.
    alone = models.BooleanField(default=True)
    data = models.JSONField(default=dict, blank=True)
    parent_task = models.ForeignKey(
        "Task", models.PROTECT, null=True, blank=True, related_name="subprocesses"
    )
    # The engine asks for these; facts have columns of their own here.
    seed = None
    artifact = None

    objects = InterventionQuerySet.as_manager()

    class Meta:
        default_permissions = ("add", "change", "delete", "view", "manage")
        ordering = ["-created"]
        indexes = [
            models.Index(fields=["kind", "status"]),
            models.Index(fields=["case", "finished"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(finished=None, alone=True),
                name="one_open_intervention_of_a_kind",
            ),
            models.CheckConstraint(
                name="intervention_status_known", condition=Q(status__in=PROCESS.values)
            ),
            models.CheckConstraint(
                name="intervention_heading_known",
                condition=Q(heading__in=["PREVENT", "DIVERT", "DISRUPT", "ENFORCE", "SUPPORT"]),
            ),
        ]

    def __str__(self) -> str:
        return f"intervention {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def title(self) -> str:
        """The kind in people's words."""
        return str(self.flow_class.process_title) if self.flow_class else self.kind

    @property
    def full_title(self) -> str:
        """Such as "Partner referral, Harbour Housing": for readers of the case alone."""
        apart = self.flow_class.told_apart_by(self) if self.flow_class else ""
        return f"{self.title}, {apart}" if apart else self.title

    @property
    def record(self) -> models.Model | None:
        """The legal record this intervention moves, if its kind keeps one."""
        keeps = self.flow_class.keeps
        found: models.Model | None = getattr(self, keeps) if keeps else None
        return found

    def look_again(self) -> None:
        """Read the row and all a step reads with it as they are now, in one statement.

        To be called after whatever moved the record, so that what follows in the flow is decided
        and given a due time by what the record has become.
        """
        keeps = self.flow_class.keeps
        self.refresh_from_db(from_queryset=Intervention.objects.with_all_a_step_reads(keeps))
        self.share_case()

    def share_case(self) -> None:
        """Let the record have the case that is in hand already."""
        kept: Any = self.record
        if kept is not None:
            kept.case = self.case

    @cached_property
    def arrows(self) -> list[tuple[Task, Task]]:
        """Which task came from which, in this transaction and not yet written."""
        return []

    def write_arrows(self) -> None:
        """Write `arrows` in one statement. Every transaction that moves the flow ends with it."""
        through = Task.previous.through
        through.objects.bulk_create(
            through(from_task=task, to_task=before) for task, before in self.arrows
        )
        self.arrows.clear()


# Work is what has a due time. Both halves are written into the SQL as they stand, never as a
# parameter, or SQLite would not use the partial indexes.
OPEN_WORK = Q(finished__isnull=True, due_at__isnull=False)


class WorkQuerySet(models.QuerySet["Task"]):
    def work(self) -> Self:
        """Only what people do: no gates, timers or jobs."""
        return self.filter(due_at__isnull=False)

    def open(self) -> Self:
        """Work that is not finished."""
        return self.filter(OPEN_WORK)

    def visible_to(self, user: Any) -> Self:
        """Tasks of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def not_kept_from(self, user: Any) -> Self:
        """All but those of people of whom this user may know nothing."""
        return self.filter(not_kept_from(user))

    def with_all_a_step_reads(self, keeps: str) -> Self:
        """With team and owner, and the intervention with all a step reads of it."""
        of_process = [f"process__{each}" for each in (*READ_BY_STEPS, keeps) if each]
        return self.select_related("team", "owner", *of_process)


class Priority(models.IntegerChoices):
    """How pressing a task is among those of the same days; the due time stays what it is."""

    HIGH = 1, "High"
    NORMAL = 2, "Normal"
    LOW = 3, "Low"


class Task(AbstractTask):
    """One step of an intervention. Work for people has a case, a team, a role and a due time."""

    process = models.ForeignKey(Intervention, models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    # Who else may do it without taking it over: the second officer of a visit.
    also_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks_also",
        db_index=False,
    )
    due_at = models.DateTimeField(null=True, blank=True)
    # How due_at was worked out, step by step, so that it can be worked out again.
    due_proof = models.JSONField(null=True, blank=True)
    # The last move of due_at: the database lets it move with another one only.
    due_change = models.ForeignKey(
        "DueChange", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # Said by a supervisor (see PriorityChange).
    priority = models.PositiveSmallIntegerField(
        choices=Priority.choices, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    data = models.JSONField(default=dict, blank=True)
    owner_permission_content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+"
    )
    seed = None
    artifact = None

    objects = WorkQuerySet.as_manager()

    class Meta:
        default_permissions = ("add", "change", "delete", "view")
        ordering = ["-created"]
        indexes = [
            models.Index(fields=["owner", "due_at"], condition=OPEN_WORK, name="task_owners_work"),
            models.Index(
                fields=["also_for", "due_at"],
                condition=OPEN_WORK & Q(also_for__isnull=False),
                name="task_others_work",
            ),
            models.Index(
                fields=["team", "role", "due_at"],
                condition=OPEN_WORK & Q(owner__isnull=True),
                name="task_teams_queue",
            ),
            models.Index(fields=["team", "due_at"], condition=OPEN_WORK, name="task_teams_work"),
            models.Index(fields=["case", "due_at"], condition=OPEN_WORK, name="task_cases_work"),
            models.Index(fields=["due_at"], condition=OPEN_WORK, name="task_open_work"),
            models.Index(
                fields=["scheduled"],
                condition=Q(finished__isnull=True, scheduled__isnull=False),
                name="task_due_timers",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="task_status_known", condition=Q(status__in=STATUS.values)),
            models.CheckConstraint(name="task_priority_known", condition=Q(priority__in=[1, 2, 3])),
            models.CheckConstraint(
                name="work_has_a_team_a_role_and_a_due_time",
                condition=Q(team__isnull=False, due_at__isnull=False)
                & Q(flow_task_type=HUMAN)
                & ~Q(role="")
                | Q(due_at__isnull=True) & ~Q(flow_task_type=HUMAN),
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

    @property
    def title(self) -> Any:
        """What the step is called; an added one is called what its supervisor called it."""
        return self.added.title if self.is_added else super().title

    @property
    def step_name(self) -> str:
        """What the step is called in its flow: never what somebody typed, which may name people."""
        return str(super().title)

    @property
    def is_added(self) -> bool:
        """Whether a supervisor added it to what the kind asks for."""
        return self.flow_task is not None and self.flow_task.name == ADDED

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Every task, the engine's own too, is a task of its intervention's case."""
        self.case_id = self.process.case_id
        super().save(*args, **kwargs)

    @contextmanager
    def activation(self) -> Iterator[Any]:
        """The engine's handle on this task, under the lock of its own process.

        Everything is read once the lock is held, in one statement; the events of all that
        happens inside are written at the end, together.
        """
        flow = self.flow_task.flow_class
        with flow.lock(self.process_id), together():
            self.refresh_from_db(from_queryset=Task.objects.with_all_a_step_reads(flow.keeps))
            self.case = self.process.case
            self.process.share_case()
            yield self.flow_task.activation_class(self)
            self.process.write_arrows()

    def follows(self, before: Task) -> None:
        """Note that the flow came here from `before`; written when the transaction ends."""
        self.process.arrows.append((self, before))

    def get_absolute_url(self) -> str:
        return reverse("workflows:task", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.finished is None
