from django.urls import path

from casework.enforcement.warrants import views

app_name = "warrants"
urlpatterns = [path("warrants/<int:pk>/", views.warrant, name="warrant")]
