"""The words of a letter's pages: what the writer, the approver and the server must see first."""

from letters.correspondence.presenters.answers import answer_brief
from letters.correspondence.presenters.briefs import (
    approval_brief,
    compose_brief,
    review_brief,
    service_brief,
)
from letters.correspondence.presenters.page import letter_page, unserved_page
from letters.correspondence.presenters.parts import drawn, standing

__all__ = [
    "answer_brief",
    "approval_brief",
    "compose_brief",
    "drawn",
    "letter_page",
    "review_brief",
    "service_brief",
    "standing",
    "unserved_page",
]
