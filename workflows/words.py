"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "contact.check_again": "Contact to be checked again",
        "document.tried_again": "Document to be made again",
        "intervention.finished": "Intervention finished",
        "intervention.started": "Intervention started",
        "intervention.withdrawn": "Intervention stopped",
        "task.assigned": "Task given out",
        "task.completed": "Task done",
        "task.put_back": "Task put back",
        "task.taken": "Task taken",
    }
)
