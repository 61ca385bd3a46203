"""Addresses of the group «Quản trị hệ thống», below /admin/."""

from django.urls import path

from cms.system.views import (
    absences,
    accounts,
    cloning,
    delegations,
    handing_over,
    handovers,
    identity,
    jobs,
    organisation,
    people,
    trail,
)

app_name = "system"
urlpatterns = [
    path("to-chuc/", people.overview, name="organisation"),
    path("to-chuc/nhan-ban/", cloning.clone, name="clone"),
    path("to-chuc/nhan-ban/<uuid:uid>/", cloning.cloned, name="cloned"),
    path("to-chuc/phan-cong/moi/", organisation.assign, name="assign"),
    path("to-chuc/phan-cong/<int:pk>/ket-thuc/", organisation.end, name="end_role"),
    path("to-chuc/nguoi/moi/", organisation.new_person, name="new_person"),
    path("to-chuc/nguoi/<int:pk>/mat-khau/", organisation.reset_password, name="reset_password"),
    path("to-chuc/nguoi/<int:pk>/tai-khoan/", accounts.account, name="account"),
    path("to-chuc/nguoi/<int:pk>/tai-khoan/lam/", accounts.act, name="account_act"),
    path("to-chuc/ma-hieu/", organisation.codes, name="codes"),
    path("to-chuc/nhan-dien/", identity.edit, name="identity"),
    path("to-chuc/tam-khoa/", accounts.locked, name="locked"),
    path("to-chuc/phong-ban/moi/", organisation.unit, name="new_unit"),
    path("to-chuc/phong-ban/<int:pk>/", organisation.unit, name="unit"),
    path("uy-quyen/", delegations.overview, name="delegations"),
    path("uy-quyen/moi/", delegations.new, name="delegate"),
    path("uy-quyen/vang-mat/", absences.new, name="absence"),
    path("uy-quyen/<int:pk>/ket-thuc/", delegations.end, name="end_delegation"),
    path("ban-giao/", handovers.overview, name="handovers"),
    path("ban-giao/moi/", handing_over.new, name="hand_over"),
    path("ban-giao/<uuid:uid>/", handovers.detail, name="handover"),
    path("ban-giao/<uuid:uid>/xac-nhan/", handovers.confirm, name="confirm_handover"),
    path("ban-giao/<uuid:uid>/bien-ban/", handovers.sheet, name="handover_sheet"),
    path("nhat-ky/", trail.overview, name="trail"),
    path("nhat-ky/kiem-tra/", trail.check, name="trail_check"),
    path("viec-nen/", jobs.overview, name="jobs"),
    path("viec-nen/lam-lai/", jobs.retry_chosen, name="retry_chosen"),
    path("viec-nen/<int:pk>/lam-lai/", jobs.retry, name="retry"),
    path("viec-nen/dinh-ky/<str:name>/chay/", jobs.run_now, name="run_regular"),
    path("viec-nen/dinh-ky/<str:name>/bat-tat/", jobs.switch, name="switch_regular"),
]
