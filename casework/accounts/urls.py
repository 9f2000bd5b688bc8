"""Addresses of signing in and out, and of the user's own account."""

from __future__ import annotations

from django.urls import path

from casework.accounts import absence_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("account/", views.account, name="account"),
    path("absences/", absence_views.absences, name="absences"),
    path("absences/<int:pk>/end/", absence_views.end_absence, name="end_absence"),
    path("account/password/", views.password, name="password"),
]
