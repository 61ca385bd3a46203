"""«Nhật ký»: read by those who may, narrowed, named, exported harmlessly, and checked."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from processes.casefile import attaching
from registry.administration import services
from registry.adoption.models import Adoption
from registry.documents import services as documents
from registry.documents.constraints import drop_guards, lay_guards
from registry.documents.models import Document
from registry.lists.spreadsheets import harmless
from registry.now import frozen, now, today
from registry.organisation.models import User
from registry.trail import events
from registry.trail.models import Event
from tests import factories
from tests.cms.system.conftest import Place, client_of
from tests.processes import world as worlds
from tests.support.uploads import PDF

HOME = "/admin/nhat-ky/"
HEADERS = (
    "Thời điểm", "Việc đã làm", "Người thực hiện", "Thay cho", "Đối tượng", "Loại đối tượng",
    "Chi tiết", "Chuỗi sự kiện", "Số thứ tự", "Mã băm",
)  # fmt: skip


def read(user: User, **filters: Any) -> str:
    text = client_of(user).get(HOME, filters).content.decode()
    return text.partition("<tbody>")[2].partition("</table>")[0]


@pytest.fixture
def draft(place: Place) -> Document:
    return documents.create(
        place.secretary, place.agency, "manual", title="=Sổ tay chất lượng", code="ST-07", body={}
    )


def table(user: User, **filters: Any) -> list[dict[str, str]]:
    answer = client_of(user).get(HOME, {**filters, "dang": "csv"})
    assert isinstance(answer, StreamingHttpResponse)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(text)))


def test_it_says_who_did_what_to_which_thing_in_vietnamese(place: Place, draft: Document) -> None:
    services.assign(place.admin, place.deputy, place.agency, "clerk", starts=today())
    text = read(place.secretary)
    assert "Tạo tài liệu" in text and "Thay đổi phân công" in text
    assert "ST-07 =Sổ tay chất lượng" in text
    assert f"/admin/tai-lieu/{draft.pk}/" in text
    assert f"Phạm Ngọc Hà, Văn thư, từ {today():%d/%m/%Y}" in text
    assert "Ngô Bá Thành" in text


def test_every_row_names_what_it_was_done_to_and_links_it(place: Place) -> None:
    """One event of every sort that an agency's own stream tells of."""
    sections = [{"id": "m1", "heading": "Phạm vi", "text": "Mọi việc."}]
    issued = factories.install(place.agency, "manual", {"sections": sections}, title="Sổ tay chung")
    adoption = Adoption.objects.create(
        agency=place.agency, document=issued.document, starts=today(), prepared_at=now()
    )
    unit = factories.unit(place.agency, "TC9", "Tài chính")
    page = Page.objects.get(depth=1).add_child(instance=Page(title="Giờ làm việc", slug="gio"))
    told = {
        "membership.changed": ({"user": place.deputy.pk}, "Phạm Ngọc Hà"),
        "delegation.changed": ({"receiver": place.deputy.pk, "giver": 1}, "Phạm Ngọc Hà"),
        "unit.changed": ({"code": unit.code}, "TC9 Tài chính"),
        "adoption.confirmed": ({"adoption": str(adoption.uid)}, "Sổ tay chung"),
        "job.retried": ({"handler": "processes.follow_up"}, "Báo việc cho người liên quan"),
        "site.page_published": ({"page": page.pk}, "Giờ làm việc"),
        "agency.created": ({"code": "X"}, place.agency.name),
    }
    with transaction.atomic():
        for what, (data, _) in told.items():
            stream = f"agency:{place.agency.uid}"
            events.append(stream, what, data, actor=place.admin, agency=place.agency)
    for what, (_, title) in told.items():
        for reader in (place.admin, place.secretary):
            thing = read(reader, type=what).split("<tr>")[1].rpartition("<td ")[2]
            assert title in thing, what
            assert "href=" in thing or what in ("job.retried", "site.page_published"), what


@pytest.mark.django_db
def test_a_file_of_a_case_is_named_by_its_case() -> None:
    world = worlds.make()
    case = world.open()
    with frozen(factories.at("2026-04-29 09:00")):
        attaching.attach_file(world.desk, case, "don.pdf", PDF)
        leader = factories.person(world.agency, role="quality_leader")
        rows = read(leader, type="file.stored")
    assert f"/admin/ho-so/{case.uid}/" in rows and "Tệp trong hồ sơ" in rows
    assert case.code in rows and "don.pdf" not in rows


def test_only_those_who_may_read_it(place: Place, draft: Document) -> None:
    for user in (place.deputy, place.stranger):
        client = client_of(user)
        for path in (HOME, f"{HOME}?dang=csv"):
            answer = client.get(path, {"co-quan": place.agency.pk})
            assert answer.status_code in (302, 404)
        assert "ST-07" not in client.get(HOME, follow=True).content.decode()
    assert client_of(place.stranger).get(HOME).status_code == 200
    assert "Nhật ký" not in client_of(place.deputy).get("/admin/").content.decode()


def test_who_may_not_read_a_draft_does_not_learn_its_title(place: Place, draft: Document) -> None:
    text = read(place.admin)
    assert "Tạo tài liệu" in text
    assert "ST-07" not in text
    assert read(place.admin, q="ST-07") == ""


def test_it_is_narrowed_by_day_person_kind_and_words(place: Place, draft: Document) -> None:
    services.assign(place.admin, place.deputy, place.agency, "clerk", starts=today())
    later = f"{today() + timedelta(days=1):%d/%m/%Y}"
    now = f"{today():%d/%m/%Y}"
    assert read(place.secretary, since=later) == ""
    assert "Tạo tài liệu" in read(place.secretary, since=now, until=now)
    assert "Tạo tài liệu" not in read(place.secretary, person=place.admin.pk)
    assert "Thay đổi phân công" in read(place.secretary, person=place.admin.pk)
    assert "Thay đổi phân công" not in read(place.secretary, type="document.created")
    assert "Tạo tài liệu" in read(place.secretary, type="document.created")
    for words in ("st-07", "ST–07", "so tay chat", "Sổ\u200b tay"):
        assert "Tạo tài liệu" in read(place.secretary, q=words)
    assert "Thay đổi phân công" not in read(place.secretary, q="st-07")
    assert read(place.secretary, q="không có gì") == ""


def test_wrong_days_are_explained(place: Place) -> None:
    client = client_of(place.secretary)
    answer = client.get(HOME, {"since": "02/01/2026", "until": "01/01/2026"}).content.decode()
    assert "Ngày này trước ngày bắt đầu" in answer
    answer = client.get(HOME, {"since": "hôm kia", "person": "x", "p": "zz"}).content.decode()
    assert "Ngày chưa đúng" in answer and "Hãy chọn trong danh sách" in answer


@pytest.mark.django_db
def test_a_case_is_found_by_its_code_and_says_who_acted_for_whom() -> None:
    world = worlds.make()
    case = world.open(applicant_name="Lê Văn Thử")
    reader = factories.person(world.agency, role="quality_leader")
    with frozen(factories.at("2026-04-29 09:00")):
        text = read(reader, q=case.code.replace("-", "–"))
        assert read(reader, q=case.code) == text
    assert f"/admin/ho-so/{case.uid}/" in text
    assert "Hồ sơ công việc" in text


def test_the_export_has_vietnamese_headers_and_no_formulas(place: Place, draft: Document) -> None:
    rows = table(place.secretary, type="document.created")
    assert tuple(rows[0]) == HEADERS
    assert (rows[0]["Việc đã làm"], rows[0]["Người thực hiện"]) == (
        "Tạo tài liệu",
        "Trần Thị Mai Lan",
    )
    Document.unscoped.filter(pk=draft.pk).update(code="")
    assert table(place.secretary, type="document.created")[0]["Đối tượng"] == "'=Sổ tay chất lượng"
    assert table(place.secretary, q="không có gì") == []


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-2", "@a", "\tx", "\r=1", "  =1"])
def test_what_would_begin_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("UBND =1") == "UBND =1"


@pytest.mark.django_db(transaction=True)
def test_the_check_finds_an_edited_event(place: Place, draft: Document) -> None:
    client = client_of(place.secretary)
    whole = client.post(f"{HOME}kiem-tra/", follow=True).content.decode()
    assert "chuỗi sự kiện mới nhất còn nguyên vẹn" in whole
    with transaction.atomic():
        drop_guards(connection)
        Event.objects.filter(type="document.created").update(data='{"x":1}')
        lay_guards(connection)
    broken = client.post(f"{HOME}kiem-tra/", follow=True).content.decode()
    assert "đã bị sửa" in broken
    assert (
        client_of(place.deputy)
        .post(f"{HOME}kiem-tra/", follow=True)
        .content.decode()
        .count("đã bị sửa")
        == 0
    )
    assert client.get(f"{HOME}kiem-tra/").status_code == 405


def test_the_list_asks_at_most_thirteen_questions_however_long_it_is(
    place: Place, draft: Document
) -> None:
    narrowed = {"q": "sổ tay"}
    client = client_of(place.secretary)
    counts = []
    for _ in range(2):
        client.get(HOME)
        for filters in ({}, narrowed):
            with CaptureQueriesContext(connection) as asked:
                client.get(HOME, filters)
            counts.append(len(asked))
        with transaction.atomic():
            for number in range(60):
                events.append(
                    f"agency:{place.agency.uid}", "unit.changed", {"code": str(number)},
                    actor=place.admin, agency=place.agency,
                )  # fmt: skip
        for number in range(25):
            documents.create(
                place.secretary, place.agency, "manual", title=f"Sổ tay {number}", body={}
            )
    assert counts[:2] == counts[2:]
    assert max(counts) <= 13
