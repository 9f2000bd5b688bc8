"""What a protective order may be: its regime, its states, what its terms are, and how it moves."""

from __future__ import annotations

from django.db import models


class Regime(models.TextChoices):
    """The laws an order or a notice may be made under (domain: section 2i)."""

    DAPN = "DAPN", "Domestic abuse protection notice (DAPN)"
    DAPO = "DAPO", "Domestic abuse protection order (DAPO)"
    DVPN = "DVPN", "Domestic violence protection notice (DVPN)"
    DVPO = "DVPO", "Domestic violence protection order (DVPO)"
    SPO = "SPO", "Stalking protection order (SPO)"
    NON_MOLESTATION = "NON_MOLESTATION", "Non-molestation order"
    RESTRAINING = "RESTRAINING", "Restraining order"
    PRE_CHARGE_BAIL = "PRE_CHARGE_BAIL", "Pre-charge bail"
    POST_CHARGE_BAIL = "POST_CHARGE_BAIL", "Post-charge bail"


# A notice goes before an order and is never one by itself: it has no column of its own state.
NOTICES = {Regime.DAPN: Regime.DAPO, Regime.DVPN: Regime.DVPO}
ORDERS = tuple(regime for regime in Regime if regime not in NOTICES)


class OrderState(models.TextChoices):
    """In the order an order usually takes them."""

    CONSIDERED = "CONSIDERED", "Considered"
    NOT_PURSUED = "NOT_PURSUED", "Not pursued"
    PREPARING = "PREPARING", "Being prepared"
    NOTICE_GIVEN = "NOTICE_GIVEN", "Notice given"
    APPLIED = "APPLIED", "Applied for"
    LISTED = "LISTED", "Hearing listed"
    ADJOURNED = "ADJOURNED", "Adjourned"
    REFUSED = "REFUSED", "Refused by the court"
    WITHDRAWN = "WITHDRAWN", "Application withdrawn"
    MADE = "MADE", "Made, not served"
    SERVED = "SERVED", "In force"
    NOTIFICATION_DUE = "NOTIFICATION_DUE", "In force, notification due"
    NOTIFIED = "NOTIFIED", "In force, notified"
    OVERDUE = "OVERDUE", "In force, notification overdue"
    VARIED = "VARIED", "Varied, to be served"
    RENEWED = "RENEWED", "Renewed, to be served"
    DISCHARGED = "DISCHARGED", "Discharged"
    EXPIRED = "EXPIRED", "Expired"


class BreachState(models.TextChoices):
    REPORTED = "REPORTED", "Reported"
    ARRESTED = "ARRESTED", "Arrested"
    NOT_ARRESTED = "NOT_ARRESTED", "Not arrested"
    CHARGED = "CHARGED", "Charged"
    NFA = "NFA", "No further action"
    COURT_DEALT = "COURT_DEALT", "Dealt with by the court"


S = OrderState
IN_COURT = (S.APPLIED, S.LISTED, S.ADJOURNED)
# The court has made it and it has not ended.
IN_FORCE = (S.SERVED, S.NOTIFICATION_DUE, S.NOTIFIED, S.OVERDUE)
TO_SERVE = (S.MADE, S.VARIED, S.RENEWED)
LIVE = (S.MADE, *IN_FORCE, S.VARIED, S.RENEWED)
ENDED = (S.NOT_PURSUED, S.REFUSED, S.WITHDRAWN, S.DISCHARGED, S.EXPIRED)
BREACH_OPEN = (BreachState.REPORTED, BreachState.ARRESTED, BreachState.NOT_ARRESTED)
BREACH_ENDED = (BreachState.CHARGED, BreachState.NFA, BreachState.COURT_DEALT)


class VictimView(models.TextChoices):
    """What the protected person thinks of it: asked for, and never decisive."""

    SUPPORTS = "SUPPORTS", "They support it"
    AGAINST = "AGAINST", "They do not want it"
    UNSURE = "UNSURE", "They are not sure"
    NOT_SOUGHT = "NOT_SOUGHT", "They could not safely be asked"


class TermKind(models.TextChoices):
    """What a condition asks, in the form a computer can act on."""

    NO_CONTACT = "NO_CONTACT", "No contact with a person"
    EXCLUSION = "EXCLUSION", "Stay away from a place"
    CURFEW = "CURFEW", "Be at home at set hours"
    REPORT = "REPORT", "Report to a station"
    NOTIFY = "NOTIFY", "Tell the police of changes"
    PROGRAMME = "PROGRAMME", "Attend a programme"
    TAG = "TAG", "Wear an electronic tag"
    OTHER = "OTHER", "Something else"


class ServiceMethod(models.TextChoices):
    """How a notice or an order reached the person."""

    PERSONAL = "PERSONAL", "In person, by a constable"
    IN_COURT = "IN_COURT", "They were in court when it was made"
    BY_OTHERS = "BY_OTHERS", "By the court, a solicitor or a process server"
