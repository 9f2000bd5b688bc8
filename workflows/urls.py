"""Addresses of worklists, of the one task page and of the manager's figures."""

from __future__ import annotations

from django.urls import path

from workflows.caseload import views as caseload
from workflows.worklist import (
    added,
    calendar,
    due_times,
    handing,
    holds,
    ladder,
    leaving,
    notices,
    pauses,
    priorities,
    reminders,
    representations,
    task_page,
    team,
    views,
)

app_name = "workflows"
urlpatterns = [
    path("my-work/", views.my_work, name="my_work"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("calendar/", calendar.about, name="calendar"),
    path("calendar/make/", calendar.make, name="make_feed"),
    path("calendar/revoke/", calendar.revoke, name="revoke_feed"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path("team/", team.needs_an_officer, name="team"),
    path("team/overdue/", team.overdue, name="team_overdue"),
    path("team/held/", team.held, name="team_held"),
    path("team/away/", team.away, name="team_away"),
    path("team/approvals/", team.approvals, name="team_approvals"),
    path("team/tasks/", team.all_tasks, name="team_tasks"),
    path("team/assign/", team.assign, name="team_assign"),
    path("team/given/<int:pk>/", handing.given_out, name="given_out"),
    path("team/given/<int:pk>/back/", handing.take_back, name="take_back"),
    path("team/bank-holidays/", due_times.recount, name="recount"),
    path("team/leavers/", leaving.leavers, name="leavers"),
    path("team/leavers/<int:pk>/", leaving.hand_over, name="hand_over"),
    path("team/handed-over/<int:pk>/", leaving.handed_over, name="handed_over"),
    path("team/handed-over/<int:pk>/pack/", leaving.pack, name="pack"),
    path("tasks/<int:pk>/", task_page.task, name="task"),
    path("tasks/<int:pk>/take/", task_page.take, name="take"),
    path("tasks/<int:pk>/put-back/", task_page.put_back, name="put_back"),
    path("tasks/<int:pk>/hold/", holds.hold, name="hold"),
    path("tasks/<int:pk>/reminders/", reminders.reminders, name="reminders"),
    path("tasks/<int:pk>/priority/", priorities.priority, name="priority"),
    path("tasks/<int:pk>/due/", due_times.due, name="due"),
    path("tasks/<int:pk>/pause/", pauses.pause, name="pause"),
    path("tasks/<int:pk>/drop/", added.drop, name="drop_task"),
    path("interventions/<int:pk>/add/", added.add, name="add_task"),
    path("cases/<slug:slug>/start/", views.start, name="start"),
    path(
        "letters/<int:pk>/representations/",
        representations.representations,
        name="representations",
    ),
    path("proposals/<int:pk>/", ladder.proposal, name="proposal"),
    path("interventions/<int:pk>/stop/", views.stop, name="stop"),
    path("reports/", caseload.report, name="reports"),
    path("reports/forecast/", caseload.forecast, name="forecast"),
    path("reports/forecast/give/", caseload.give, name="forecast_give"),
]
