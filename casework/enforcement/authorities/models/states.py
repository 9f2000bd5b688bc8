"""The states of an authority and the ways between them (domain: section 2h)."""

from __future__ import annotations

from django.db import models


class AuthorityState(models.TextChoices):
    APPLICATION_LOGGED = "APPLICATION_LOGGED", "Application logged"
    GRANTED_WRITTEN = "GRANTED_WRITTEN", "Granted in writing"
    GRANTED_URGENT = "GRANTED_URGENT", "Granted urgently"
    REVIEWED = "REVIEWED", "Reviewed, goes on"
    CONVERTED_WRITTEN = "CONVERTED_WRITTEN", "Urgent, now in writing"
    RENEWED = "RENEWED", "Renewed"
    REFUSED = "REFUSED", "Refused"
    ENDED = "ENDED", "Urgent, ended"
    CANCELLED = "CANCELLED", "Cancelled"
    LAPSED = "LAPSED", "Lapsed without being cancelled"


S = AuthorityState
LIVE = (S.GRANTED_WRITTEN, S.GRANTED_URGENT, S.REVIEWED, S.CONVERTED_WRITTEN, S.RENEWED)
# What is live and may be in its first 72 hours; whether it is, its `urgent` says.
PERHAPS_URGENT = (S.GRANTED_URGENT, S.REVIEWED)
PERHAPS_WRITTEN = (S.GRANTED_WRITTEN, S.REVIEWED, S.CONVERTED_WRITTEN, S.RENEWED)
STOPPED = (S.ENDED, S.CANCELLED, S.LAPSED)

# Every way there is; the database lets a state change along these alone.
EDGES: tuple[tuple[AuthorityState, AuthorityState], ...] = (
    (S.APPLICATION_LOGGED, S.GRANTED_WRITTEN),
    (S.APPLICATION_LOGGED, S.GRANTED_URGENT),
    (S.APPLICATION_LOGGED, S.REFUSED),
    *((source, S.REVIEWED) for source in LIVE if source != S.REVIEWED),
    *((source, S.CONVERTED_WRITTEN) for source in PERHAPS_URGENT),
    *((source, S.ENDED) for source in PERHAPS_URGENT),
    *((source, S.RENEWED) for source in PERHAPS_WRITTEN if source != S.RENEWED),
    *((source, S.CANCELLED) for source in LIVE),
    *((source, S.LAPSED) for source in LIVE),
)


class Kind(models.TextChoices):
    """Intrusive surveillance, sources and communications data are not kept here."""

    RIPA = "RIPA", "Directed surveillance, RIPA 2000"
    RIPSA = "RIPSA", "Directed surveillance, RIP(S)A 2000"
