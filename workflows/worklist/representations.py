"""What is said against a served letter, written down on the page of the letter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import NotVisible, Refused
from casework.ui.times import local_time
from letters.correspondence.forms import ReceiveForm
from letters.correspondence.models import STANDING, Letter, LetterState
from letters.correspondence.permissions import check_can_receive
from letters.correspondence.policy import DECIDE_WITHIN
from letters.correspondence.promises import may_answer_until
from workflows import actions


def representations(request: SignedInRequest, pk: int) -> HttpResponse:
    """A supervisor writes down what was said; an inspector is asked to answer it."""
    letter = find(request, pk)
    check_can_receive(request.user, letter)
    if letter.state not in STANDING or letter.state == LetterState.REPRESENTATIONS_RECEIVED:
        raise Refused("Nothing can be said against this letter now. Look at its page.")
    form = ReceiveForm(request.POST or None, subject=letter, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.receive_representations(letter=letter, by=request.user, **form.cleaned_data)
            messages.success(request, "It is written down. An inspector is asked to answer.")
            return redirect(letter)
        except Refused as refused:
            form.add_error(None, str(refused))
    look(by=request.user, page="workflows:representations", objects=[letter, letter.case.person])
    context = {
        "form": form,
        "letter": letter,
        "case": letter.case,
        "facts": facts(letter),
        "answer_within": DECIDE_WITHIN.asks_for(letter.case.force.nation),
    }
    status = 422 if form.errors else 200
    return render(request, "pages/correspondence/representations.html", context, status=status)


def find(request: SignedInRequest, pk: int) -> Letter:
    """The letter, if the user may see it. Raises NotVisible."""
    seen = Letter.objects.visible_to(request.user).select_related("case__person", "case__force")
    letter: Letter | None = seen.filter(pk=pk).first()
    if letter is None:
        raise NotVisible("There is no such letter.")
    return letter


def facts(letter: Letter) -> list[dict[str, str]]:
    assert letter.served_at is not None
    until = may_answer_until(letter).due_at
    return [
        {"key": "Served", "value": local_time(letter.served_at)},
        {"key": "They may answer until", "value": local_time(until)},
    ]
