"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "operation.briefed": "Operation briefed",
        "operation.cancelled": "Operation cancelled",
        "operation.closed": "Operation closed",
        "operation.cohort_approved": "People of the operation approved",
        "operation.cohort_proposed": "People of the operation put forward",
        "operation.contact_approved": "Contact around an event approved",
        "operation.contact_dropped": "Contact around an event dropped",
        "operation.contact_held_back": "Contact around an event could not be started",
        "operation.contact_missed": "Contact around an event not started in time",
        "operation.contact_passed_on": "Another officer makes a contact around an event",
        "operation.contact_planned": "Contact around an event planned",
        "operation.contact_result": "Contact around an event: what came of it",
        "operation.contact_started": "Contact around an event started",
        "operation.debrief_begun": "Debrief begun",
        "operation.earlier_event_added": "Earlier event added",
        "operation.event_moved": "Event moved",
        "operation.flag_asked": "Flag for the window asked for",
        "operation.flag_put_in": "Flag for the window put in",
        "operation.flag_taken_out": "Flag for the window taken out",
        "operation.left_out": "Person left out of the operation",
        "operation.packed": "Package of a person written",
        "operation.person_added": "Person proposed for the operation",
        "operation.person_decided": "Person of the operation decided on",
        "operation.planned": "Operation planned",
        "operation.ranked": "Person of the operation ranked",
        "operation.running": "Operation running",
        "operation.taken_up_again": "Operation taken up again",
    }
)
