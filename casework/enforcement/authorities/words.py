"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "authority.logged": "Application for an authority logged",
        "authority.granted": "Authority granted",
        "authority.refused": "Authority refused",
        "authority.reviewed": "Authority reviewed",
        "authority.renewed": "Authority renewed",
        "authority.converted": "Urgent authority given in writing",
        "authority.ended": "Urgent authority ended",
        "authority.cancelled": "Authority cancelled",
        "authority.lapsed": "Authority lapsed",
        "authority.lapse_reported": "Lapse of an authority reported",
        "covert_unit.left": "Left, and off the list of the covert unit",
        "covert_unit.named": "Named to the covert unit",
        "covert_unit.removed": "Taken off the list of the covert unit",
    }
)
