"""Forms of the case: the contact check, and one for each move."""

from casework.cases.forms.deciding import AssessmentForm
from casework.cases.forms.gate import GateForm

__all__ = ["AssessmentForm", "GateForm"]
