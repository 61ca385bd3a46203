"""Addresses of document control, below /admin/."""

from django.urls import path

from processes.control.cancelling import views as cancelling
from processes.control.proposals.views import deciding, raising, requests
from processes.control.views import comments, dossiers, lists, troubled, verdicts

app_name = "control"
urlpatterns = [
    path("trinh-ban-hanh/moi/", dossiers.submit, name="submit"),
    path("trinh-ban-hanh/<uuid:uid>/", verdicts.dossier_page, name="dossier"),
    path("trinh-ban-hanh/<uuid:uid>/phieu/", verdicts.checklist_fragment, name="checklist"),
    path("trinh-ban-hanh/<uuid:uid>/so-sanh/<int:before>/", verdicts.compare_rounds, name="rounds"),
    path("trinh-ban-hanh/<uuid:uid>/y-kien/", comments.give, name="comment"),
    path("trinh-ban-hanh/<uuid:uid>/y-kien/<int:number>/", comments.reply, name="comment_reply"),
    path("trinh-ban-hanh/<uuid:uid>/rut/", comments.recall, name="recall"),
    path("trinh-ban-hanh/<uuid:uid>/trinh-lai/", dossiers.resubmit, name="resubmit"),
    path("trinh-ban-hanh/tai-lieu/<int:pk>/", dossiers.open_document, name="open"),
    path("de-xuat/moi/<int:pk>/", raising.propose, name="propose"),
    path("de-xuat/<uuid:uid>/", deciding.proposal_page, name="proposal"),
    path("de-xuat/<uuid:uid>/dong-y/", raising.back, name="back"),
    path("de-xuat/<uuid:uid>/rut/", raising.withdraw, name="withdraw"),
    path("de-xuat/<uuid:uid>/minh-chung/", raising.evidence, name="evidence"),
    path("yeu-cau-sua-doi/<int:pk>/", requests.ask, name="ask_amendment"),
    path("yeu-cau-sua-doi/ket-thuc/<int:pk>/", requests.close, name="close_request"),
    path("huy-bo/<int:pk>/", cancelling.cancel, name="cancel"),
    path("danh-sach/can-xem-lai/", troubled.troubled, name="troubled"),
    path("danh-sach/<slug:code>/", lists.document_list, name="list"),
]
