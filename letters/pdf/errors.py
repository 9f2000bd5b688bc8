"""What can go wrong when a letter is printed: a closed list, each with its sentence."""

from __future__ import annotations

from enum import StrEnum

from casework.core.errors import CaseworkError


class Fault(StrEnum):
    """Why there is no PDF. Only this code crosses from the child process, never a word of text."""

    FETCH = "fetch"
    LINK = "link"
    CHARACTER = "character"
    LAYOUT = "layout"
    DEPTH = "depth"
    MEMORY = "memory"
    TIME = "time"
    LEAK = "leak"
    FONT = "font"
    LIBRARY = "library"
    BROKEN = "broken"


SENTENCES = {
    Fault.FETCH: "The document asks for something outside itself, so it was not printed.",
    Fault.LINK: "The document holds a link or an attachment that is not allowed.",
    Fault.CHARACTER: (
        "The document has a character that the letter's typeface cannot print. "
        "Write the word in another way."
    ),
    Fault.LAYOUT: "The layout of the document has a fault, so it was not printed.",
    Fault.DEPTH: "The document is nested too deeply to be printed.",
    Fault.MEMORY: "The document needed more memory than one document may have. Make it shorter.",
    Fault.TIME: "The document took too long to print and was stopped. Make it shorter.",
    Fault.LEAK: (
        "The finished file says something of somebody else, or holds what cannot be looked "
        "through. It was not kept. Tell whoever runs the system."
    ),
    Fault.FONT: "The letter's typeface is not installed. Run manage.py build_assets.",
    Fault.LIBRARY: "A library that printing needs is missing. Run manage.py doctor.",
    Fault.BROKEN: "The document could not be printed.",
}


class RenderError(CaseworkError):
    """No PDF was made. The sentence holds no word of the document; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(SENTENCES[fault])
        self.fault = fault
