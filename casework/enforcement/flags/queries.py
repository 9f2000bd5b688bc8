"""Which flags a reader is shown. Reads only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casework.core.errors import NotVisible
from casework.enforcement.flags.models import IN_FORCE, AddressFlag
from casework.people.addresses import could_be_same, normal_address

MOST = 50


def find_flag(pk: int, user: Any) -> AddressFlag:
    """The flag, if the user may see it; NotVisible otherwise."""
    found = AddressFlag.objects.visible_to(user).filter(pk=pk)
    flag: AddressFlag | None = found.select_related(
        "case__person", "case__force", "contact", "desk"
    ).first()
    if flag is None:
        raise NotVisible("There is no such flag.")
    return flag


def at_desk(user: Any) -> QuerySet[AddressFlag]:
    """What the reader's control-room desk has to do with, the soonest end first."""
    flags: QuerySet[AddressFlag] = AddressFlag.objects.at_desk_of(user)
    return flags.select_related("case__person").order_by("expires_on", "pk")


def matching(user: Any, sought: str) -> list[AddressFlag]:
    """The desk's flags in force at what a caller said: an address, its postcode, or a number."""
    flags = at_desk(user).filter(state__in=IN_FORCE)
    digits = "".join(character for character in sought if character.isdigit())
    compact = "".join(sought.split()).upper()
    wanted = normal_address(sought, "")
    found = []
    for flag in flags:
        postcode, _, _ = flag.normal.partition("|")
        numbers = "".join(character for character in flag.phones if character.isdigit())
        by_phone = len(digits) >= 6 and digits.lstrip("0") in numbers
        by_postcode = bool(postcode) and compact == postcode
        if by_phone or by_postcode or could_be_same(flag.normal, wanted):
            found.append(flag)
    return found[:MOST]
