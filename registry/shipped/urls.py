"""Addresses of texts that ship, below /admin/."""

from django.urls import path

from registry.shipped import views

app_name = "shipped"
urlpatterns = [path("ban-moi/<int:pk>/", views.offer, name="offer")]
