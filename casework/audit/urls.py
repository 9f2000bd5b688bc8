from django.urls import path

from casework.audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.events, name="events"),
    path("audit/<int:pk>/", views.entry, name="entry"),
]
