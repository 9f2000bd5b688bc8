"""People of other agencies: what makes somebody an outside user, and the few pages open to them.

A partner or an advocate works at the desk of their own agency: a team of which their grant names
them. They see no case (domain: section 6), so every page is shut to them but those marked here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from casework.accounts.access import Anybody, grants_of, role_scope
from casework.accounts.models import Role
from casework.core.errors import NotVisible
from casework.core.views import not_found

OUTSIDE_ROLES = (Role.PARTNER, Role.ADVOCATE)
View = TypeVar("View", bound=Callable[..., Any])
# Their own account, and the way in.
OPEN_TO_ALL = {"accounts:account", "accounts:password", "accounts:sign_out", "core:home"}


def is_outside(user: Anybody) -> bool:
    """Whether every role the user holds today is one of another agency's people."""
    held = {grant.role for grant in grants_of(user)}
    return bool(held) and held <= set(OUTSIDE_ROLES)


def desks_of(user: Anybody, *roles: Role) -> frozenset[int]:
    """Keys of the teams in which the user holds one of these outside roles today, or any.

    A grant for a whole force counts for nothing here: nobody is at every agency's desk.
    """
    wanted = [role for role in roles or OUTSIDE_ROLES if role in OUTSIDE_ROLES]
    return role_scope(user, *wanted).teams


def outside_too(view: View) -> View:
    """Mark a view as one that outside users may come to; it must show them only their own."""
    vars(view)["outside_too"] = True
    return view


class OutsideDoorMiddleware:
    """Answers 404 to an outside user for every page that is not marked as open to them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        shut = getattr(view, "login_required", True) and not getattr(view, "outside_too", False)
        if not shut or (match and match.view_name in OPEN_TO_ALL) or not is_outside(request.user):
            return None
        return not_found(request, NotVisible("There is no such page."))
