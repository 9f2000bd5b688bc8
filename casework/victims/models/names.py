"""The states and the lists of choices of an offer of support."""

from __future__ import annotations

from django.db import models


class SupportOfferState(models.TextChoices):
    """From the first thought to the end of support (domain: section 2e)."""

    CONSIDERED = "CONSIDERED", "Considered"
    NOT_SAFE_TO_CONTACT = "NOT_SAFE_TO_CONTACT", "Not safe to contact"
    ALREADY_SUPPORTED = "ALREADY_SUPPORTED", "Already supported"
    OFFERED = "OFFERED", "To be offered by a safe way"
    DECLINED_BY_VICTIM = "DECLINED_BY_VICTIM", "Declined"
    CONSENTED = "CONSENTED", "Agreed to be referred"
    HIGH_RISK_OVERRIDE = "HIGH_RISK_OVERRIDE", "To be referred because of high risk"
    NO_SERVICE = "NO_SERVICE", "No service exists"
    REFERRED = "REFERRED", "Referred"
    RECEIVED = "RECEIVED", "Received by the service"
    CONTACTED = "CONTACTED", "Contacted by the advocate"
    UNABLE = "UNABLE", "The advocate could not reach them"
    ENGAGED = "ENGAGED", "Supported"
    NOT_ENGAGED = "NOT_ENGAGED", "Did not take up support"
    CLOSED = "CLOSED", "Support ended"
    WRONG_PERSON = "WRONG_PERSON", "Taken back: the wrong person"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


S = SupportOfferState
# Nobody outside the police has heard of it yet.
BEFORE_REFERRAL = (S.CONSIDERED, S.OFFERED, S.CONSENTED, S.HIGH_RISK_OVERRIDE)
WITH_SERVICE = (S.REFERRED, S.RECEIVED, S.CONTACTED, S.ENGAGED)
# Sent once, whatever became of it.
SENT = (*WITH_SERVICE, S.UNABLE, S.NOT_ENGAGED, S.CLOSED, S.WRONG_PERSON)
OPEN = (*BEFORE_REFERRAL, *WITH_SERVICE, S.NOT_SAFE_TO_CONTACT)
# What ended without support is offered again when something changes (domain: section 2e).
TO_OFFER_AGAIN = (
    S.DECLINED_BY_VICTIM,
    S.NOT_SAFE_TO_CONTACT,
    S.NO_SERVICE,
    S.UNABLE,
    S.NOT_ENGAGED,
    S.CLOSED,
)


class Gap(models.TextChoices):
    """Why no service could take somebody: told to those who commission services."""

    UNCHARGED = "UNCHARGED", "Nobody is charged, and services ask for that"
    MALE = "MALE", "No service for men"
    LGBT = "LGBT", "No LGBT+ service"
    MINORITY = "MINORITY", "No service for their community or language"
    AREA = "AREA", "No service where they live"
    CAPACITY = "CAPACITY", "The service takes nobody now"
    OTHER = "OTHER", "Something else"


class Ground(models.TextChoices):
    """On what ground an advocate tells the police anything a client said."""

    AGREED = "AGREED", "The client agrees that the police know"
    RISK = "RISK", "There is a risk of serious harm"


class Rung(models.TextChoices):
    """Whom to ask when the service is silent, from the first to the last (domain: 2d, 2e)."""

    SPOC = "SPOC", "Contact at the service"
    MANAGER = "MANAGER", "Manager of the service"
    CHAIR = "CHAIR", "MATAC chair"


class Method(models.TextChoices):
    """By which way somebody may be reached."""

    PHONE = "PHONE", "Phone call"
    TEXT = "TEXT", "Text message"
    EMAIL = "EMAIL", "Email"
    IN_PERSON = "IN_PERSON", "In person, at a place they chose"
    THROUGH = "THROUGH", "Through somebody they trust"
