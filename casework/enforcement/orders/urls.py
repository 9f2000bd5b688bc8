from django.urls import path

from casework.enforcement.orders import views

app_name = "orders"
urlpatterns = [
    path("orders/in-use/", views.regimes, name="regimes"),
    path("orders/in-use/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("orders/<int:pk>/", views.order, name="order"),
    path("orders/<int:pk>/breach/", views.breach, name="breach"),
]
