from django.urls import path

from casework.enforcement.flags import views

app_name = "flags"
urlpatterns = [
    path("address-flags/", views.lookup, name="lookup"),
    path("address-flags/<int:pk>/", views.flag, name="flag"),
    path("address-flags/<int:pk>/call/", views.hit, name="hit"),
    path("address-flags/<int:pk>/removal/", views.removal, name="removal"),
]
