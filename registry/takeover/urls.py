"""Addresses of taking documents over, below /admin/."""

from django.urls import path

from registry.takeover.views import pages

app_name = "takeover"
urlpatterns = [
    path("nhap-tai-lieu/", pages.send, name="send"),
    path("nhap-tai-lieu/danh-muc-mau/", pages.sample_list, name="sample"),
    path("nhap-tai-lieu/<uuid:uid>/", pages.report, name="report"),
    path("nhap-tai-lieu/<uuid:uid>/bo-sung/", pages.more, name="more"),
    path("nhap-tai-lieu/<uuid:uid>/nhap/", pages.decide, name="decide"),
    path("nhap-tai-lieu/<uuid:uid>/dung/", pages.stop, name="stop"),
    path("nhap-tai-lieu/<uuid:uid>/kiem-tra-lai/", pages.again, name="again"),
    path("nhap-tai-lieu/<uuid:uid>/bo/", pages.discard, name="discard"),
]
