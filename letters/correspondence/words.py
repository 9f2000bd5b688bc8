"""The words of this room's events."""

from casework.audit.words import register

register(
    {
        "letter.started": "Letter started",
        "letter.submitted": "Letter sent for authority",
        "letter.authorised": "Letter authorised",
        "letter.returned": "Letter returned to the writer",
        "letter.refused": "Letter refused",
        "letter.drawn": "Page of a letter drawn",
        "letter.made": "Letter made",
        "letter.advocate_told": "Advocate told about a letter",
        "letter.issued": "Letter issued for service",
        "letter.served": "Letter served",
        "letter.served_uncleared": "Letter served while contact was not cleared",
        "letter.service_reviewed": "Service without clearance looked at",
        "letter.not_served": "Letter not served",
        "letter.service_failed": "Service of a letter failed",
        "letter.service_planned_again": "Letter to be served another way",
        "letter.lapsed": "Authority for a letter lapsed",
        "letter.withdrawn": "Letter withdrawn",
        "letter.served_without_authority": "Letter served after its authority was over",
        "letter.never_served": "Letter not served before its authority was over",
        "letter.representations": "Representations against a letter received",
        "letter.upheld": "Letter upheld after representations",
        "letter.amended": "Letter amended after representations",
        "letter.called_back": "Served letter withdrawn",
        "letter.breach_assessed": "Letter in the wrong hands: breach of data assessed",
        "letter.answer_told": "Answer to representations told",
        "letter.answer_untold": "Answer to representations told to nobody",
        "letter.expired": "Letter expired",
    }
)
