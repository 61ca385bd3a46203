"""The page of one procedure: what it says, to whom, and that it is never stale."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.site import published, views
from registry import canonical
from registry.documents import services as documents
from registry.now import frozen, now
from registry.organisation.models import Agency
from registry.trail import outbox
from tests import factories
from tests.cms.site.conftest import Committed, cites, law, path_to, publish, publish_form
from tests.support.plans import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    province = factories.agency(name="Sở Tư pháp", parent=factories.agency(name="Tỉnh"))
    return factories.agency(name="Ủy ban nhân dân phường Hòa Bình", parent=province)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_address_is_looked_up_in_an_index(agency: Agency) -> None:
    version = publish(agency)
    last = version.document.uid.hex[-8:]
    assert [one.version for one in published.at_address(last)] == [version]
    told = plan(published.at_address(last))
    assert "short_uid" in told
    assert not re.search(r"SCAN registry_(document|validity)\b(?! USING)|Seq Scan", told), told


def test_it_says_what_a_citizen_asks(client: Client, agency: Agency) -> None:
    form = publish_form(agency)
    version = publish(
        agency,
        form=form,
        fees=[
            {"id": "f1", "name": "Bản sao", "amount": 8000, "per": "bản"},
            {"id": "f2", "name": "Hộ nghèo", "amount": 0},
        ],
        requirements="Người yêu cầu đủ 18 tuổi.",
    )
    body = text_of(client, path_to(version))
    for said in (
        "Cấp trích lục hộ tịch",
        "Ủy ban nhân dân phường Hòa Bình",
        "QT 34/CX-HCTP",
        "Lần ban hành 01/00",
        '<p class="ans-big">5 <small>ngày làm việc</small></p>',
        "8.000 đồng/bản",
        "Không thu",
        "Trích lục",
        "Phải nộp",
        "Mang theo, nhận lại ngay",
        "Không phải nộp, cơ quan tự tra cứu",
        "Số lượng: 01 bộ",
        "Thẩm tra hồ sơ",
        "½ ngày làm việc",
        "Luật Hộ tịch năm 2014",
        "Người yêu cầu đủ 18 tuổi.",
        "Tờ khai trích lục",
        "<svg",
    ):
        assert said in body, said


def test_the_blank_form_shows_what_the_citizen_fills_in(client: Client, agency: Agency) -> None:
    form = publish_form(agency)
    version = publish(agency, form=form)
    body = text_of(client, f"{path_to(version)}bieu-mau/{form.replace('-', '')[-8:]}/")
    assert "Họ và tên" in body
    assert "Cần xác minh" not in body
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in body


def test_a_form_that_is_not_public_is_not_even_named(client: Client, agency: Agency) -> None:
    form = publish_form(agency, "Phiếu trình nội bộ", confidentiality="internal")
    version = publish(agency, form=form)
    assert "Phiếu trình nội bộ" not in text_of(client, path_to(version))
    hidden = f"{path_to(version)}bieu-mau/{form.replace('-', '')[-8:]}/"
    assert client.get(hidden).status_code == 404


def test_a_form_of_another_procedure_is_not_shown_here(client: Client, agency: Agency) -> None:
    form, other = publish_form(agency), publish_form(agency, "Tờ khai khác")
    version = publish(agency, form=form)
    wrong = f"{path_to(version)}bieu-mau/{other.replace('-', '')[-8:]}/"
    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize(
    "hidden",
    [
        {"confidentiality": "internal"},
        {"confidentiality": "restricted"},
    ],
)
def test_what_is_not_public_is_not_there(
    client: Client, agency: Agency, hidden: dict[str, Any]
) -> None:
    version = publish(agency, "Quy trình nội bộ", **hidden)
    assert client.get(path_to(version)).status_code == 404
    for page in ("/", "/thu-tuc/", "/thu-tuc/?q=quy+trinh+noi+bo"):
        assert "Quy trình nội bộ" not in text_of(client, page).replace("«quy trinh noi bo»", "")


def test_even_people_who_work_here_see_only_the_public_there(
    client: Client, agency: Agency
) -> None:
    version = publish(agency, "Quy trình nội bộ", confidentiality="internal")
    client.force_login(factories.person(agency, role="iso_secretary"))
    assert client.get(path_to(version)).status_code == 404


def test_drafts_and_what_is_scheduled_are_not_there(client: Client, agency: Agency) -> None:
    author = factories.person(agency, role="iso_secretary")
    draft = documents.create(
        author,
        agency,
        "process",
        title="Bản nháp",
        body=factories.small_process(),
        confidentiality="public",
    )
    assert client.get(f"/thu-tuc/ban-nhap-{draft.uid.hex[-8:]}/").status_code == 404
    coming = publish(agency, "Sắp tới", starts=now() + timedelta(days=1))
    assert client.get(path_to(coming)).status_code == 404
    assert "Sắp tới" not in text_of(client, "/thu-tuc/")


def test_the_words_of_a_new_draft_stay_inside(client: Client, agency: Agency) -> None:
    author = factories.person(agency, role="iso_secretary")
    version = publish(agency)
    draft = documents.begin_revision(author, version.document)
    changed = {**draft.data, "result": "Kết quả chưa ai duyệt"}
    documents.save_draft(
        author, draft, changed, base_digest=canonical.digest(draft.body), title="Tên chưa duyệt"
    )
    body = text_of(client, path_to(version))
    assert "chưa ai duyệt" not in body and "Tên chưa duyệt" not in body


def test_a_wrong_name_leads_to_the_right_address(client: Client, agency: Agency) -> None:
    version = publish(agency)
    right = path_to(version)
    last = right.rstrip("/")[-8:]
    for wrong in (f"/thu-tuc/ten-cu-{last}/", f"/thu-tuc/{last}/", f"/thu-tuc/-{last}/"):
        answer = client.get(wrong)
        assert (answer.status_code, answer.headers["Location"]) == (302, right)


@pytest.mark.parametrize(
    "path",
    [
        "/thu-tuc/x-00000000/",
        "/thu-tuc/x-zzzzzzzz/",
        "/thu-tuc/x-0000000/",
        "/thu-tuc/%00-00000000/",
        "/thu-tuc/x-00000000/bieu-mau/00000000/",
        "/thu-tuc/%F0%28-00000000/",
        "/thu-tuc/" + "x" * 3000 + "-00000000/",
    ],
)
def test_an_unknown_address_is_not_found_in_vietnamese(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Không tìm thấy trang" in answer.content.decode()
    assert 'action="/thu-tuc/"' in answer.content.decode()


def test_it_costs_few_queries_and_then_none(client: Client, agency: Agency) -> None:
    version = publish(agency, form=publish_form(agency), legal_basis=cites(law(agency)))
    path = path_to(version)
    for most in (3, 0):
        with CaptureQueriesContext(connection) as queries:
            text_of(client, path)
        assert len(queries) <= most, [query["sql"][:100] for query in queries]
    client.force_login(factories.person(agency))
    with CaptureQueriesContext(connection) as queries:
        text_of(client, path)
    assert len(queries) == 0


def test_a_browser_that_has_it_is_told_so(client: Client, agency: Agency) -> None:
    path = path_to(publish(agency))
    first = client.get(path)
    assert first.headers["Last-Modified"]
    assert "no-cache" in first.headers["Cache-Control"]
    again = client.get(path, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_a_new_issue_shows_at_once(client: Client, agency: Agency, committed: Committed) -> None:
    version = publish(agency)
    path = path_to(version)
    assert "Lần ban hành 01/00" in text_of(client, path)
    with committed():
        publish(agency, uid=factories.uid_of(version), result="Bản điện tử")
    body = text_of(client, path)
    assert "Lần ban hành 02/00" in body and "Bản điện tử" in body


def test_a_scheduled_issue_shows_at_its_instant(
    client: Client, agency: Agency, committed: Committed
) -> None:
    version = publish(agency)
    path = path_to(version)
    text_of(client, path)
    begins = now() + timedelta(days=2)
    with committed():
        publish(agency, uid=factories.uid_of(version), result="Bản điện tử", starts=begins)
    assert "Bản điện tử" not in text_of(client, path)
    assert "sắp có hiệu lực" in text_of(client, path)
    with frozen(begins - timedelta(seconds=1)):
        assert "Bản điện tử" not in text_of(client, path)
    # Nothing runs at that instant: the kept page knows itself until when it holds.
    with frozen(begins):
        assert "Bản điện tử" in text_of(client, path)


def test_a_cancelled_procedure_is_gone_at_once(
    client: Client, agency: Agency, committed: Committed
) -> None:
    version = publish(agency)
    path = path_to(version)
    text_of(client, path)
    text_of(client, "/thu-tuc/")
    with committed():
        documents.cancel(
            factories.person(agency, role="quality_leader"), version.document, reason="Bãi bỏ"
        )
    assert client.get(path).status_code == 404
    assert version.title not in text_of(client, "/thu-tuc/")


def test_what_is_issued_as_internal_is_gone_at_once(
    client: Client, agency: Agency, committed: Committed
) -> None:
    version = publish(agency)
    path = path_to(version)
    text_of(client, path)
    with committed():
        document = version.document
        document.confidentiality = "internal"
        document.save()
    assert client.get(path).status_code == 404


def test_a_new_issue_of_its_form_shows_at_once(
    client: Client, agency: Agency, committed: Committed
) -> None:
    form = publish_form(agency)
    path = path_to(publish(agency, form=form))
    text_of(client, path)
    with committed():
        documents.install(
            agency,
            "form",
            code="BM 01",
            title="Tờ khai mới",
            body={"fields": [{"id": "a", "type": "text", "label": "Họ tên"}]},
            uid=form,
        )
    assert "Tờ khai mới" in text_of(client, path)


def test_saving_drafts_does_not_empty_the_shelf(
    client: Client, agency: Agency, committed: Committed
) -> None:
    author = factories.person(agency, role="iso_secretary")
    with committed():
        version = publish(agency)
    with committed():
        draft = documents.begin_revision(author, version.document)
    path = path_to(version)
    text_of(client, path)
    with committed():
        documents.save_draft(
            author,
            draft,
            {**draft.data, "result": "Khác"},
            base_digest=canonical.digest(draft.body),
        )
    with CaptureQueriesContext(connection) as queries:
        text_of(client, path)
    assert len(queries) == 0


def test_a_page_made_while_something_was_issued_is_not_kept(
    client: Client, agency: Agency, committed: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(agency)
    path = path_to(version)
    page = views.page

    def slow_page(found: Any) -> Any:
        # Read already; now another process issues, before the page is put on the shelf.
        with committed():
            publish(agency, uid=factories.uid_of(version), result="Bản điện tử")
        return page(found)

    monkeypatch.setattr(views, "page", slow_page)
    assert "Bản điện tử" not in text_of(client, path)
    monkeypatch.setattr(views, "page", page)
    assert "Bản điện tử" in text_of(client, path)


def test_the_job_of_a_change_empties_the_shelf_too(
    client: Client, agency: Agency, committed: Committed
) -> None:
    """Should the process die right after its commit, the job still comes."""
    version = publish(agency)
    path = path_to(version)
    text_of(client, path)
    publish(agency, uid=factories.uid_of(version), result="Bản điện tử")
    assert "Bản điện tử" not in text_of(client, path)
    with committed():
        outbox.work()
    assert "Bản điện tử" in text_of(client, path)


def test_older_issues_are_listed(client: Client, agency: Agency) -> None:
    version = publish(agency, starts=now() - timedelta(days=30))
    publish(agency, uid=factories.uid_of(version), result="Bản điện tử")
    body = text_of(client, path_to(version))
    assert "Lần ban hành 02/00" in body and "Lần ban hành 01/00" in body
    assert "đang có hiệu lực" in body


def test_a_procedure_with_nothing_filled_in_still_has_a_page(
    client: Client, agency: Agency
) -> None:
    version = publish(
        agency, papers=[], legal_basis=[], result="", methods="", authority="", subjects=""
    )
    body = text_of(client, path_to(version))
    assert "không yêu cầu giấy tờ" in body


def test_markup_in_the_texts_stays_text(client: Client, agency: Agency) -> None:
    version = publish(agency, "Thủ tục <script>alert(1)</script>", result="<b>đậm</b>")
    body = text_of(client, path_to(version))
    assert "<script>alert" not in body and "<b>đậm" not in body
