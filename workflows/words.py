"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "calendar.made": "Address of a calendar feed made",
        "calendar.revoked": "Address of a calendar feed revoked",
        "contact.check_again": "Contact to be checked again",
        "document.tried_again": "Document to be made again",
        "intervention.chased": "Late work seen to",
        "intervention.finished": "Intervention finished",
        "intervention.started": "Intervention started",
        "intervention.withdrawn": "Intervention stopped",
        "proposal.declined": "What was proposed next declined",
        "proposal.made": "What comes next proposed",
        "proposal.taken": "What was proposed next taken",
        "task.added": "Task added",
        "task.assigned": "Task given out",
        "task.beside_changed": "Who helps with a task changed",
        "task.completed": "Task done",
        "task.dropped": "Added task dropped",
        "task.escalated": "Reminder of a task sent",
        "task.due_moved": "Due time of a task moved",
        "task.given_back": "Task given back",
        "task.held": "Task put on hold",
        "task.hold_ended": "Hold of a task ended",
        "task.hold_extended": "Hold of a task made longer",
        "task.pause_ended": "Pause of a task ended early",
        "task.paused": "Clock of a task paused",
        "task.priority_set": "Priority of a task set",
        "task.put_back": "Task put back",
        "task.reminders_stopped": "Reminders of a task stopped",
        "task.taken": "Task taken",
        "work.handed_over": "Work handed over",
        "work.pack_read": "Hand-over pack read",
    }
)
