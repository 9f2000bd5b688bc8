from django.urls import path

from casework.visits import views

app_name = "visits"
urlpatterns = [path("visits/<int:pk>/", views.visit, name="visit")]
