from django.urls import path

from casework.enforcement.briefings import views

app_name = "briefings"
urlpatterns = [
    path("briefings/", views.briefings, name="list"),
    path("briefings/<int:pk>/", views.briefing, name="briefing"),
    path("briefings/<int:pk>/read/", views.read, name="read"),
    path("briefings/<int:pk>/open/", views.opened, name="open"),
    path("briefings/<int:pk>/return/", views.returned, name="returned"),
    path("briefings/<int:pk>/recall/", views.recall, name="recall"),
]
