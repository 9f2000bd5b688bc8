"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "retention.begun": "Kept, with its first review",
        "retention.counted_again": "Clear period began again",
        "retention.kept": "Reviewed and kept",
        "retention.disposal_proposed": "Disposal proposed",
        "retention.disposal_confirmed": "Disposal confirmed",
        "retention.disposal_returned": "Disposal returned",
        "retention.hold_placed": "Hold on disposal placed",
        "retention.hold_lifted": "Hold on disposal lifted",
    }
)
