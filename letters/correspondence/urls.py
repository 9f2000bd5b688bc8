"""The addresses of letters: by number only, so that an address says nothing about anybody."""

from django.urls import path

from letters.correspondence import views

app_name = "correspondence"
urlpatterns = [
    path("letters/<int:pk>/", views.letter, name="letter"),
    path("letters/<int:pk>/document/", views.document, name="document"),
    path("letters/<int:pk>/pages/<int:number>.png", views.page_picture, name="page_picture"),
]
