"""Addresses of what goes by years, below /admin/."""

from django.urls import path

from registry.yearly import views

app_name = "yearly"
urlpatterns = [
    path("muc-tieu/", views.objectives, name="objectives"),
    path("muc-tieu/<int:pk>/<str:row>/", views.objective, name="objective"),
    path("nam-moi/", views.new_year, name="new_year"),
]
