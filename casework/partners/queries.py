"""What is known here for a referral: services, warnings, what could be shared."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from casework.cases.models import Case
from casework.partners.models import DataSet, ItemKind, Referral, Service, SharedItem
from casework.people.models import Marker, Person
from casework.people.queries import current_address, current_phone, live_markers
from casework.ui.times import short_date

NOTHING_KNOWN = "No risk to staff is known to us."


def open_services(case: Case) -> QuerySet[Service]:
    """Open services of the agencies of the case's force with an agreement in force today."""
    today = timezone.localdate()
    return (
        Service.objects.filter(
            agency__force=case.force_id,
            is_open=True,
            agency__agreements__starts_on__lte=today,
            agency__agreements__expires_on__gte=today,
        )
        .select_related("agency")
        .distinct()
        .order_by("agency__name", "name")
    )


def warnings_in_words(person: Person) -> str:
    """The live warnings that staff must know; words to say so where there are none."""
    kept = [each for each in live_markers(person) if each.kind != Marker.Kind.COMMUNICATION]
    lines = [": ".join(filter(None, (each.get_kind_display(), each.note))) for each in kept]
    return "\n".join(lines) or NOTHING_KNOWN


def values_known(referral: Referral) -> dict[str, str]:
    """What could be shared, as our records have it today, by kind of item. Nobody else's data."""
    person = referral.case.person
    address, phone = current_address(person), current_phone(person)
    born = person.date_of_birth
    needs = live_markers(person).filter(kind=Marker.Kind.COMMUNICATION)
    return {
        ItemKind.NEED: referral.need,
        ItemKind.RISK_TO_STAFF: referral.risk_to_staff,
        ItemKind.NAME: person.full_name,
        ItemKind.DATE_OF_BIRTH: short_date(born) if born else "",
        ItemKind.ADDRESS: address.one_line if address else "",
        ItemKind.PHONE: phone.one_line if phone else "",
        ItemKind.COMMUNICATION: ", ".join(each.note for each in needs if each.note),
    }


def proposed_items(referral: Referral) -> list[SharedItem]:
    """The items of the set put forward, approved or sent; none while nothing is chosen."""
    data_set: DataSet | None = referral.data_set
    return list(data_set.items.order_by("pk")) if data_set else []


def disclosed_items(referral: Referral) -> list[SharedItem]:
    """Exactly what went to the agency, in the order in which it went."""
    sent = SharedItem.objects.filter(disclosure__referral=referral)
    return list(sent.select_related("disclosure").order_by("disclosure__pk"))
