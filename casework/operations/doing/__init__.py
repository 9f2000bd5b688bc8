"""Everything that can be done to an operation and what belongs to it: its page, who may, when.

A deed names the states of the operation in which it is of interest; its check raises the sentence
that says who can do it, or what has to be so first.
"""

from casework.operations.doing.deed import Deed, offered
from casework.operations.doing.event import EVENT
from casework.operations.doing.people import CONTACT, FLAG, PERSON

__all__ = ["CONTACT", "EVENT", "FLAG", "PERSON", "Deed", "offered"]
