from django.urls import path

from casework.victims import views

app_name = "victims"
urlpatterns = [
    path("support/<int:pk>/", views.offer, name="offer"),
    path("support/<int:pk>/safe-contact/", views.safe_contact, name="safe_contact"),
    path("support/<int:pk>/write-down/", views.write_down, name="write_down"),
    path("support/<int:pk>/clear/", views.clear, name="clear"),
]
