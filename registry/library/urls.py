"""Addresses of the library and of reading again, below /admin/."""

from django.urls import path

from registry.library import due_views, views

app_name = "library"
urlpatterns = [
    path("thu-vien/", views.library, name="library"),
    path("thu-vien/<int:pk>/yeu-thich/", views.star, {"on": True}, name="star"),
    path("thu-vien/<int:pk>/bo-yeu-thich/", views.star, {"on": False}, name="unstar"),
    path("soat-xet/", due_views.due_list, name="dues"),
    path("soat-xet/ky/", due_views.defaults, name="periods"),
    path("soat-xet/<int:pk>/", due_views.review, name="review"),
    path("soat-xet/<int:pk>/ky/", due_views.period, name="period"),
]
