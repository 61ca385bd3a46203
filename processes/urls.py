"""Addresses of cases and tasks in the workspace, below /admin/."""

from django.urls import path

from processes.backtest import asking, trying
from processes.backtest import views as backtest
from processes.views import (
    case_acts,
    case_list,
    case_page,
    citizens,
    files,
    opening,
    prints,
    step_templates,
    task_assignment,
    task_page,
    work_lists,
)

urlpatterns = [
    path("buoc-mau/", step_templates.listed, name="step_templates"),
    path("buoc-mau/chen/", step_templates.insert, name="step_template_insert"),
    path(
        "tai-lieu/<int:pk>/buoc-mau/",
        step_templates.UpdatesView.as_view(),
        name="step_template_updates",
    ),
    path("dieu-kien/ho-so/", trying.rule_case, name="rule_case"),
    path("tai-lieu/<int:pk>/hoi/", asking.AskView.as_view(), name="ask_issue"),
    path("tai-lieu/<int:pk>/thu-ho-so-cu/", backtest.BacktestView.as_view(), name="backtest"),
    path(
        "tai-lieu/<int:pk>/thu-ho-so-cu/bat-dau/",
        backtest.StartView.as_view(),
        name="backtest_start",
    ),
    path("tai-lieu/<int:pk>/thu-ho-so-cu/tep/", backtest.FileView.as_view(), name="backtest_file"),
    path(
        "tai-lieu/<int:pk>/thu-ho-so-cu/tep-mau/",
        backtest.SampleView.as_view(),
        name="backtest_sample",
    ),
    path("ho-so/", case_list.CaseListView.as_view(), name="case_list"),
    path("ho-so/moi/", opening.ChooseProcessView.as_view(), name="case_new"),
    path("ho-so/moi/<uuid:process>/", opening.OpenCaseView.as_view(), name="case_open"),
    path(
        "ho-so/moi/<uuid:process>/bieu-mau/",
        opening.OpenFormFragmentView.as_view(),
        name="case_new_form",
    ),
    path(
        "ho-so/moi/<uuid:process>/hen-tra/",
        opening.AppointmentFragmentView.as_view(),
        name="case_new_appointment",
    ),
    path("ho-so/<uuid:uid>/", case_page.CaseDetailView.as_view(), name="case_detail"),
    *[
        path(f"ho-so/<uuid:uid>/{view.paper.address}/", view.as_view(), name=view.paper.name)
        for view in prints.PAPERS
    ],
    path(
        "ho-so/<uuid:uid>/giay-tiep-nhan/ma-moi/",
        citizens.RenewReceiptView.as_view(),
        name="case_receipt_renew",
    ),
    path("danh-gia/", citizens.FeedbackListView.as_view(), name="feedback_list"),
    path("ho-so/<uuid:uid>/thanh-phan/", prints.CaseFileView.as_view(), name="case_file"),
    path("ho-so/<uuid:uid>/tep/", files.AttachView.as_view(), name="case_attach"),
    path("ho-so/<uuid:uid>/tep/<int:file>/", files.FileView.as_view(), name="case_attachment"),
    path("ho-so/<uuid:uid>/tep/<int:file>/bo/", files.DetachView.as_view(), name="case_detach"),
    path("ho-so/<uuid:uid>/<slug:act>/", case_acts.CaseActView.as_view(), name="case_act"),
    path("cong-viec/", work_lists.FirstWorkListView.as_view(), name="work_lists"),
    path("cong-viec/<int:pk>/", task_page.TaskDetailView.as_view(), name="task_detail"),
    path("cong-viec/<int:pk>/giao/", task_assignment.AssignTaskView.as_view(), name="task_assign"),
    path(
        "cong-viec/<int:pk>/bieu-mau/", task_page.TaskFormFragmentView.as_view(), name="task_form"
    ),
    path("cong-viec/<slug:code>/", work_lists.WorkListView.as_view(), name="work_list"),
]
