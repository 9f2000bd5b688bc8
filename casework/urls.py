"""Every address of the site; the rooms name their own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("casework.core.urls")),
    path("", include("casework.accounts.urls")),
    path("", include("casework.deadlines.urls")),
    path("", include("casework.people.urls")),
    path("", include("casework.incidents.urls")),
    path("", include("casework.identification.urls")),
    path("", include("casework.cases.urls")),
    path("", include("casework.visits.urls")),
    path("", include("casework.partners.urls")),
    path("", include("casework.enforcement.warrants.urls")),
    path("", include("casework.enforcement.flags.urls")),
    path("", include("casework.enforcement.orders.urls")),
    path("", include("casework.enforcement.briefings.urls")),
    path("", include("casework.enforcement.authorities.urls")),
    path("", include("casework.victims.urls")),
    path("", include("casework.operations.urls")),
    path("", include("casework.retention.urls")),
    path("", include("letters.documents.urls")),
    path("", include("letters.correspondence.urls")),
    path("", include("workflows.urls")),
    path("", include("casework.audit.urls")),
]
handler400 = "casework.core.views.bad_request"
handler403 = "casework.core.views.forbidden"
handler404 = "casework.core.views.not_found"
handler500 = "casework.core.views.server_error"
