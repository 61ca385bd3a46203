"""Addresses of adopting, below /admin/."""

from django.urls import path

from processes.adoption.views import overview, preparing

app_name = "adoption"
urlpatterns = [
    path("ap-dung/", overview.overview, name="overview"),
    path("ap-dung/tai-lieu/<int:pk>/", preparing.prepare, name="prepare"),
    path("ap-dung/tai-lieu/<int:pk>/co-quan/", overview.adopters, name="adopters"),
    path("ap-dung/<uuid:uid>/", overview.adoption, name="page"),
    path("ap-dung/<uuid:uid>/phan-cong/", preparing.change, name="change"),
]
