"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "bail.arrested": "Arrested for breach of bail",
        "bail.checked": "Bail conditions checked",
        "bail.ended": "Bail ended",
        "bail.entered": "Bail conditions entered",
        "bail.extended": "Bail extended",
        "bail.no_arrest_decided": "Decided on a breach without arrest",
        "bail.no_arrest_proposed": "Breach: no arrest proposed",
        "bail.received": "Bail taken on to be checked",
        "warrant.allocated": "Warrant given out",
        "warrant.attempted": "Warrant attempted",
        "warrant.bail_served": "Bailed on the warrant",
        "warrant.circulated": "Circulated as wanted",
        "warrant.circulation_cancelled": "Circulation cancelled",
        "warrant.closed": "Warrant closed",
        "warrant.executed": "Arrested on the warrant",
        "warrant.force_answered": "Answer of another force",
        "warrant.graded": "Warrant graded",
        "warrant.not_taken_on": "Warrant not taken on",
        "warrant.overdue": "Warrant past its target date",
        "warrant.passed_on": "Another officer looks on a warrant",
        "warrant.received": "Warrant received",
        "warrant.reviewed": "Warrant reviewed",
        "warrant.surrendered": "Surrendered to the warrant",
        "warrant.withdrawn_by_court": "Warrant withdrawn by the court",
        "warrant.victims_told": "Those who were harmed told of it",
    }
)
