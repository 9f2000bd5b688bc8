"""The address of a document: its number, which says nothing about anybody."""

from django.urls import path

from letters.documents import views

app_name = "documents"
urlpatterns = [path("documents/<int:pk>/", views.document, name="document")]
