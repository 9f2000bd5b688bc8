"""Wrong names and passwords, counted in the database so that every host counts the same.

A name is locked after some wrong attempts within a while, whether or not anyone has it, so a
lock tells nobody who works here. An address is locked after more of them: a whole station may
stand behind one.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from casework.accounts.models import SignInAttempt
from casework.core.policy import Number, number

WHILE = number("sign_in.lock_minutes", 15, unit="minutes", source="local")
BY_NAME = number("sign_in.wrong_attempts_by_name", 5, unit="attempts", source="local")
BY_ADDRESS = number("sign_in.wrong_attempts_by_address", 50, unit="attempts", source="local")


@dataclass(frozen=True)
class Lock:
    """What is locked ("name" or "address") and the aware instant at which it opens again."""

    what: str
    until: datetime


def address_of(request: HttpRequest) -> str:
    """The network address a request came from; "" where it is not known.

    Behind proxies it is the one the outermost of ours saw (setting TRUSTED_PROXIES); what a
    client writes into the header itself is never believed.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        found = seen[-settings.TRUSTED_PROXIES] if len(seen) >= settings.TRUSTED_PROXIES else ""
    try:
        return str(ipaddress.ip_address(found.strip()))
    except ValueError:
        return ""


def begin(*, username: str, address: str) -> SignInAttempt:
    """Keep an attempt before it is tried, so that a flood of them at once is counted too."""
    return SignInAttempt.objects.create(
        name_key=name_key(username), address_key=address_key(address), at=timezone.now()
    )


def lock_against(attempt: SignInAttempt) -> Lock | None:
    """The lock that the other attempts of the last minutes put on this one, or None."""
    return _lock(attempt, others_only=True)


def lock_begun_by(attempt: SignInAttempt) -> Lock | None:
    """The lock that stands now that this attempt has failed as well, or None."""
    return _lock(attempt, others_only=False)


def forget(username: str) -> None:
    """Count no earlier attempt with this name: somebody has proved to be its owner."""
    SignInAttempt.objects.filter(name_key=name_key(username)).delete()


def forget_old_ones() -> None:
    """Throw away the attempts that count for nothing any more."""
    SignInAttempt.objects.filter(at__lt=timezone.now() - _span()).delete()


def name_key(username: str) -> str:
    """A keyed hash of the name as it is looked up: what was typed may be a password."""
    return _key("name", username.strip().lower())


def address_key(address: str) -> str:
    """A keyed hash of the address, "" for none. An IPv6 subscriber has a whole /64."""
    if not address:
        return ""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6:
        address = str(ipaddress.ip_network(f"{address}/64", strict=False))
    return _key("address", address)


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"sign-in {kind}", value, algorithm="sha256").hexdigest()


def _span() -> timedelta:
    return timedelta(minutes=WHILE.value)


def _lock(attempt: SignInAttempt, *, others_only: bool) -> Lock | None:
    kinds: list[tuple[str, str, str, Number]] = [
        ("name", "name_key", attempt.name_key, BY_NAME),
        ("address", "address_key", attempt.address_key, BY_ADDRESS),
    ]
    for what, field, key, most in kinds:
        if not key:
            continue
        counted = SignInAttempt.objects.filter(**{field: key}, at__gt=timezone.now() - _span())
        if others_only:
            counted = counted.exclude(pk=attempt.pk)
        # The attempt that has to grow old before one more is allowed.
        oldest = counted.order_by("-at", "-pk").values_list("at", flat=True)
        if (full := oldest[most.value - 1 : most.value].first()) is not None:
            return Lock(what, full + _span())
    return None
