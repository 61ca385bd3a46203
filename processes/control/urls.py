"""Addresses of document control, below /admin/."""

from django.urls import path

from processes.control.views import dossiers, lists

app_name = "control"
urlpatterns = [
    path("trinh-ban-hanh/moi/", dossiers.submit, name="submit"),
    path("trinh-ban-hanh/<uuid:uid>/", dossiers.dossier_page, name="dossier"),
    path("trinh-ban-hanh/<uuid:uid>/trinh-lai/", dossiers.resubmit, name="resubmit"),
    path("trinh-ban-hanh/tai-lieu/<int:pk>/", dossiers.open_document, name="open"),
    path("danh-sach/<slug:code>/", lists.document_list, name="list"),
]
