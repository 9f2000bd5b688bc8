"""Signing in and out, and the user's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.accounts import actions, presenters, sessions
from casework.accounts.forms import PasswordForm, SignInForm
from casework.accounts.outside import is_outside
from casework.accounts.requests import SignedInRequest
from casework.core import navigation
from casework.core.errors import Refused


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; then on to the page that was asked for, else to the way in."""
    if request.user.is_authenticated:
        return redirect(_wanted(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_in(request=request, **form.cleaned_data)
            return redirect(_wanted(request))
        except Refused as refused:
            form.add_error(None, str(refused))
    why = presenters.why_signed_out(request.session.get(sessions.ENDED))
    context = {"form": form, "why": why}
    status = 422 if form.errors else 200
    return render(request, "pages/accounts/sign_in.html", context, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the sitting. A second press finds nobody signed in and does the same."""
    actions.sign_out(request=request)
    return redirect("accounts:sign_in")


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """Who is signed in, and the roles they hold today."""
    context = {
        "facts": presenters.facts(request.user),
        "head": ["Role", "Where", "From", "To"],
        "roles": presenters.role_rows(request.user.grants_on()),
        "more": navigation.more_for(request.user),
        "may_be_away": not is_outside(request.user),
    }
    return render(request, "pages/accounts/account.html", context)


@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: SignedInRequest) -> HttpResponse:
    """Change one's own password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_password(
                request=request, by=request.user, present=given["present"], new=given["new"]
            )
            messages.success(request, "Your password is changed. Use the new one from now on.")
            return redirect("accounts:account")
        except Refused as refused:
            form.add_error(None, str(refused))
    status = 422 if form.errors else 200
    return render(request, "pages/accounts/password.html", {"form": form}, status=status)


def _wanted(request: HttpRequest) -> str:
    """The page of this site that was asked for before the sign-in; else the way in."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "core:home"
