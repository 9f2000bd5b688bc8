"""Agencies, what they offer, and the agreements under which data is shared with them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from casework.accounts.models import Team, User
from casework.audit.actions import record
from casework.core.errors import Refused, worded
from casework.partners import permissions
from casework.partners.models import Agency, Pathway, Service, SharingAgreement


@transaction.atomic
def add_agency(*, team: Team, by: User, name: str, spoc: str, manager: str, chair: str) -> Agency:
    """An agency whose desk is `team`, with whom to chase there. Raises NotAllowed, Refused."""
    permissions.check_can_keep_agencies(by, team.force)
    agency = Agency.objects.create(
        force=team.force,
        team=team,
        name=worded(name, "Enter the name of the agency."),
        spoc=worded(spoc, "Enter the single point of contact and how to reach them."),
        manager=worded(manager, "Enter the agency's manager and how to reach them."),
        chair=worded(chair, "Enter the MATAC chair and how to reach them."),
    )
    record(obj=agency, verb="agency.added", by=by, after={"name": agency.name, "team": team.pk})
    return agency


@transaction.atomic
def add_service(*, agency: Agency, by: User, name: str, pathway: str) -> Service:
    """Something an agency offers. Raises NotAllowed, Refused."""
    permissions.check_can_keep_agencies(by, agency.force)
    if pathway not in Pathway.values:
        raise Refused("Select what kind of help it is.")
    name = worded(name, "Enter the name of the service.")
    service = Service.objects.create(agency=agency, name=name, pathway=pathway)
    after = {"service": service.pk, "name": name, "pathway": pathway}
    record(obj=agency, verb="agency.service_added", by=by, after=after)
    return service


@transaction.atomic
def add_agreement(
    *, agency: Agency, by: User, reference: str, starts_on: date, expires_on: date
) -> SharingAgreement:
    """The sharing agreement (ISA), first and last day included. Raises NotAllowed, Refused."""
    permissions.check_can_keep_agencies(by, agency.force)
    if expires_on < starts_on:
        raise Refused("An agreement expires after it starts.")
    agreement = SharingAgreement.objects.create(
        agency=agency,
        reference=worded(reference, "Enter the reference of the agreement."),
        starts_on=starts_on,
        expires_on=expires_on,
    )
    after = {"reference": agreement.reference, "starts_on": starts_on, "expires_on": expires_on}
    record(obj=agency, verb="agency.agreement_added", by=by, after=after)
    return agreement
