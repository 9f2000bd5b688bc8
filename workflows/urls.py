"""Addresses of worklists, of the one task page and of the manager's figures."""

from __future__ import annotations

from django.urls import path

from workflows.caseload import views as caseload
from workflows.worklist import task_page, team, views

app_name = "workflows"
urlpatterns = [
    path("my-work/", views.my_work, name="my_work"),
    path("team/", team.needs_an_officer, name="team"),
    path("team/overdue/", team.overdue, name="team_overdue"),
    path("team/approvals/", team.approvals, name="team_approvals"),
    path("team/tasks/", team.all_tasks, name="team_tasks"),
    path("team/assign/", team.assign, name="team_assign"),
    path("tasks/<int:pk>/", task_page.task, name="task"),
    path("tasks/<int:pk>/take/", task_page.take, name="take"),
    path("tasks/<int:pk>/put-back/", task_page.put_back, name="put_back"),
    path("cases/<slug:slug>/start/", views.start, name="start"),
    path("interventions/<int:pk>/stop/", views.stop, name="stop"),
    path("reports/", caseload.report, name="reports"),
]
