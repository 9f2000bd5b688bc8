"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "day.confirmed": "Noted day confirmed",
        "day.noted": "Bank holiday noted or taken away",
        "day.withdrawn": "Noted day withdrawn",
        "rule.confirmed": "Version of a deadline rule confirmed",
        "rule.entered": "Version of a deadline rule entered",
        "rule.withdrawn": "Version of a deadline rule withdrawn",
    }
)
