from django.urls import path

from casework.operations import acting, views

app_name = "operations"
urlpatterns = [
    path("operations/", views.operations, name="list"),
    path("operations/new/", views.plan, name="plan"),
    path("operations/<int:pk>/", views.operation, name="operation"),
    path("operations/<int:pk>/people/", views.people, name="people"),
    path("operations/<int:pk>/run-sheet/", views.run_sheet, name="run_sheet"),
    path("operations/<int:pk>/flags/", views.flags, name="flags"),
    path("operations/<int:pk>/debrief/", views.debrief, name="debrief"),
    path("operations/<int:pk>/do/<slug:name>/", acting.do, name="do"),
    path("operations/people/<int:pk>/", views.person, name="person"),
    path("operations/people/<int:pk>/do/<slug:name>/", acting.do_person, name="do_person"),
    path("operations/contacts/<int:pk>/", views.contact, name="contact"),
    path("operations/contacts/<int:pk>/do/<slug:name>/", acting.do_contact, name="do_contact"),
    path("operations/flags/<int:pk>/do/<slug:name>/", acting.do_flag, name="do_flag"),
]
