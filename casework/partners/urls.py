from django.urls import path

from casework.partners import views

app_name = "partners"
urlpatterns = [
    path("referrals/", views.referrals, name="referrals"),
    path("referrals/<int:pk>/", views.referral, name="referral"),
    path("referrals/<int:pk>/from-a-victim/", views.behind_wall, name="behind_wall"),
]
