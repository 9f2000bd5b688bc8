"""How the steps of an order are written: one record, one page, an owner unless a role is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from casework.accounts.models import Role
from casework.enforcement.orders.presenters import brief
from workflows.flow import DueRule, Step, case_owner


def ask(
    title: str,
    form: type[forms.Form],
    act: Callable[..., Any],
    due: DueRule,
    *,
    page: str = "task",
    role: Role | Callable[[Any], Role] | None = None,
    **more: Any,
) -> Step:
    """A step about the order: the case's owner does it, or whoever holds `role`."""
    who = {"owner": case_owner} if role is None else {"role": role}
    return Step(
        title=title,
        form=form,
        act=act,
        on="order",
        due=due,
        page=f"pages/orders/{page}.html",
        brief=brief,
        **who | more,
    )
