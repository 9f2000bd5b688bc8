"""The site's own jobs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_q.models import Failure, Success, Task

from casework.core import jobs
from casework.core.models import Heartbeat

pytestmark = pytest.mark.django_db


def finish(name: str, *, ago: timedelta, success: bool) -> None:
    at = timezone.now() - ago
    Task.objects.create(
        id=f"{name:>032}", name=name, func="f", started=at, stopped=at, success=success
    )


def test_tidying_keeps_failures_and_recent_results() -> None:
    finish("old", ago=timedelta(days=3), success=True)
    finish("new", ago=timedelta(days=1), success=True)
    finish("broken", ago=timedelta(days=30), success=False)
    jobs.tidy()
    assert [row.name for row in Success.objects.all()] == ["new"]
    assert [row.name for row in Failure.objects.all()] == ["broken"]


def test_tidying_ends_expired_sessions_only() -> None:
    now = timezone.now()
    Session.objects.create(session_key="over", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="open", expire_date=now + timedelta(minutes=1))
    jobs.tidy()
    assert [row.session_key for row in Session.objects.all()] == ["open"]


def test_a_heartbeat_may_be_done_twice() -> None:
    jobs.heartbeat()
    jobs.heartbeat()
    assert Heartbeat.objects.get().name == jobs.QUEUE
