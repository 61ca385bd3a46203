"""Addresses of document control, below /admin/."""

from django.urls import path

from processes.control.views import comments, dossiers, lists, troubled, verdicts

app_name = "control"
urlpatterns = [
    path("trinh-ban-hanh/moi/", dossiers.submit, name="submit"),
    path("trinh-ban-hanh/<uuid:uid>/", verdicts.dossier_page, name="dossier"),
    path("trinh-ban-hanh/<uuid:uid>/so-sanh/<int:before>/", verdicts.compare_rounds, name="rounds"),
    path("trinh-ban-hanh/<uuid:uid>/y-kien/", comments.give, name="comment"),
    path("trinh-ban-hanh/<uuid:uid>/y-kien/<int:number>/", comments.reply, name="comment_reply"),
    path("trinh-ban-hanh/<uuid:uid>/rut/", comments.recall, name="recall"),
    path("trinh-ban-hanh/<uuid:uid>/trinh-lai/", dossiers.resubmit, name="resubmit"),
    path("trinh-ban-hanh/tai-lieu/<int:pk>/", dossiers.open_document, name="open"),
    path("danh-sach/can-xem-lai/", troubled.troubled, name="troubled"),
    path("danh-sach/<slug:code>/", lists.document_list, name="list"),
]
