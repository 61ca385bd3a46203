"""Addresses of document control, below /admin/."""

from django.urls import path

from processes.control.views import adopting, adoptions, dossiers, lists, troubled, verdicts

app_name = "control"
urlpatterns = [
    path("ap-dung/", adoptions.overview, name="adoptions"),
    path("ap-dung/tai-lieu/<int:pk>/", adopting.prepare, name="adopt"),
    path("ap-dung/tai-lieu/<int:pk>/co-quan/", adoptions.adopters, name="adopters"),
    path("ap-dung/<uuid:uid>/", adoptions.adoption, name="adoption"),
    path("ap-dung/<uuid:uid>/phan-cong/", adopting.change, name="adoption_change"),
    path("trinh-ban-hanh/moi/", dossiers.submit, name="submit"),
    path("trinh-ban-hanh/<uuid:uid>/", verdicts.dossier_page, name="dossier"),
    path("trinh-ban-hanh/<uuid:uid>/so-sanh/<int:before>/", verdicts.compare_rounds, name="rounds"),
    path("trinh-ban-hanh/<uuid:uid>/trinh-lai/", dossiers.resubmit, name="resubmit"),
    path("trinh-ban-hanh/tai-lieu/<int:pk>/", dossiers.open_document, name="open"),
    path("danh-sach/can-xem-lai/", troubled.troubled, name="troubled"),
    path("danh-sach/<slug:code>/", lists.document_list, name="list"),
]
