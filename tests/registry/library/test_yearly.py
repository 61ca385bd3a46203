"""Results of objectives by quarter, and the drafts of a year from those of the year before."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from registry import kinds
from registry.documents import services as documents
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Version
from registry.kinds.years import day_later, words_later
from registry.now import frozen
from registry.policy import Forbidden, standing
from registry.trail import events
from registry.yearly import figures, services
from registry.yearly.models import ObjectiveValue
from tests import factories
from tests.registry.library.office import NOW, Ward, client_of, make_ward, objectives
from tests.support.pages import hidden
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
ward = once_a_module(make_ward)
PLAN = {
    "from": "2026-01-01", "to": "2026-12-31",
    "activities": [{"id": "k", "activity": "Đánh giá nội bộ", "responsible": "Ban ISO",
                    "start": "2026-02-28", "end": "2026-11-30", "note": "Đã xong"}],
}  # fmt: skip
POLICY = {
    "type": "policy", "statements": [{"id": "s", "text": "Đúng hẹn"}], "signed_on": "2026-01-05",
    "signer_position": "Chủ tịch",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with frozen(NOW):
        yield


def seen(document: Document, row: str) -> str:
    one = services.objective_of(document, row)
    assert one is not None
    return services.shown_of(one)


def report(user: Any, document: Document, row: str, **values: str) -> list[ObjectiveValue]:
    given = services.objective_of(document, row)
    assert given is not None
    kept = {code: result.written for code, result in given.results.items()}
    return services.report(user, document, row, {**kept, **values}, seen=seen(document, row))


@pytest.mark.parametrize(
    ("comparison", "target", "value", "done"),
    [
        ("at_least", "98", "98", 100),
        ("at_least", "98", "49", 50),
        ("at_least", "98", "97.99", 99),
        ("at_least", "98", "-1", 0),
        ("at_most", "5", "3", 100),
        ("at_most", "5", "10", 50),
        ("at_most", "0", "0", 100),
        ("at_most", "0", "2", 0),
        ("equal", "2", "1", 50),
        ("equal", "2", "2.0", 100),
        ("equal", "0", "1", 0),
        ("at_least", "", "1", None),
    ],
)
def test_how_much_of_a_target_is_reached(
    comparison: str, target: str, value: str, done: int | None
) -> None:
    assert figures.share({"comparison": comparison, "target": target}, value) == done


def test_results_stand_beside_the_issued_text_with_who_and_when(ward: Ward) -> None:
    document = ward.issue("objectives", objectives(), title="Mục tiêu năm 2026")
    before = Version.objects.of(ward.agency).get(document=document).sha256
    report(ward.head, document, "a", q2="96,5")
    report(ward.secretary, document, "a", q2="98,2", q3="99")
    year = figures.year_of(standing(ward.staff))
    assert year is not None and (year.year, year.reached) == (2026, 1)
    first, second = year.objectives
    assert {code: result.value for code, result in first.results.items()} == {
        "q1": "95.5", "q2": "98.2", "q3": "99",
    }  # fmt: skip
    assert (first.done, first.reached, second.done, second.late) == (100, "Đạt", None, True)
    assert [(one.value, one.by) for one in first.history] == [
        ("96.5", ward.head), ("98.2", ward.secretary), ("99", ward.secretary),
    ]  # fmt: skip
    assert Version.objects.of(ward.agency).get(document=document).sha256 == before
    told = [one for one in events.read(f"document:{document.uid}") if "reported" in one.type]
    assert [events.data_of(one)["quarters"] for one in told] == [["q2"], ["q2", "q3"]]
    report(ward.secretary, document, "a", q3="")
    (one, _) = figures.year_of(standing(ward.staff)).objectives  # type: ignore[union-attr]
    assert "q3" not in one.results and len(one.history) == 4


def test_only_who_answers_for_an_objective_enters_its_results(ward: Ward) -> None:
    document = ward.issue("objectives", objectives())
    for user, row in ((ward.head, "b"), (ward.staff, "a"), (ward.stranger, "a")):
        with pytest.raises(Forbidden):
            report(user, document, row, q1="1")
    with pytest.raises(DocumentError, match="không còn trong văn bản"):
        services.report(ward.secretary, document, "zz", {"q1": "1"}, seen="")
    with pytest.raises(services.BadValues) as wrong:
        report(ward.secretary, document, "a", q2="tốt", q4="1" * 30)
    assert set(wrong.value.fields) == {"q2", "q4"}
    old = seen(document, "b")
    report(ward.secretary, document, "b", q1="4")
    with pytest.raises(services.Outdated):
        services.report(ward.secretary, document, "b", {"q1": "5"}, seen=old)
    factories.delegation(ward.agency, ward.head, ward.staff, "department_leader")
    staff = type(ward.staff).objects.get(pk=ward.staff.pk)
    (made,) = report(staff, document, "a", q2="97")
    assert (made.by, made.on_behalf_of) == (staff, ward.head)


def test_the_pages_keep_what_was_typed_and_send_it_once(ward: Ward) -> None:
    document = ward.issue("objectives", objectives(), title="Mục tiêu năm 2026")
    address = reverse("yearly:objective", args=[document.pk, "a"])
    client = client_of(ward.head)
    page = client.get(address).content.decode()
    sent = {name: hidden(page, name) for name in ("key", "seen")} | {"q1": "95,5"}
    refused = client.post(address, {**sent, "q2": "chín mươi"})
    assert refused.status_code == 422 and 'value="chín mươi"' in refused.content.decode()
    for _ in range(2):
        assert client.post(address, {**sent, "q2": "99"}).status_code == 302
    assert ObjectiveValue.objects.of(ward.agency).count() == 1
    whole = client_of(ward.staff).get("/admin/muc-tieu/").content.decode()
    assert "Giải quyết đúng hạn" in whole and "đạt 1 trên 2 mục tiêu" in whole
    assert "99 / 98 %" in client.get(f"/admin/tai-lieu/{document.pk}/").content.decode()
    assert "Lưu kết quả" not in client_of(ward.staff).get(address).content.decode()
    crafted = client_of(ward.staff).post(address, {**sent, "key": "x", "q2": "1"})
    assert crafted.status_code == 302 and ObjectiveValue.objects.of(ward.agency).count() == 1
    for nonsense in ("2025", "99999", "x", "0"):
        assert client.get(f"/admin/muc-tieu/?nam={nonsense}").status_code == 200
    stranger = client_of(ward.stranger)
    assert stranger.get(address).status_code == stranger.post(address).status_code == 404
    top = client_of(factories.person(ward.agency, role="top_leader"))
    home = top.get("/admin/").content.decode()
    assert "Mục tiêu chất lượng năm 2026" in home and "Xem 2 mục tiêu" in home


def test_a_year_later() -> None:
    assert day_later("2024-02-29") == "2025-02-28" and day_later("2026-12-31") == "2027-12-31"
    assert day_later("mai") == "mai" and day_later("") == ""
    assert words_later("MTCL-2026, 12026", 2026) == "MTCL-2027, 12026"
    for code, body in (("objectives", objectives()), ("plan", PLAN), ("policy", POLICY)):
        kind = kinds.get(code)
        assert kind.next_year is not None
        moved = kind.next_year(body)
        assert kind.compiled.problems(moved) == [] and moved != body
    later = kinds.get("objectives").next_year(objectives())  # type: ignore[misc]
    assert later["year"] == 2027 and later["objectives"][0]["due"] == "2027-12-31"
    assert not {"q1", "note"} & set(later["objectives"][0])
    plan = kinds.get("plan").next_year(PLAN)  # type: ignore[misc]
    assert plan["from"] == "2027-01-01" and plan["activities"][0]["start"] == "2027-02-28"
    assert "note" not in plan["activities"][0]


def test_a_new_year_is_begun_once(ward: Ward) -> None:
    issued = [
        ward.issue("objectives", objectives(), title="Mục tiêu năm 2026", code="MTCL-2026"),
        ward.issue("plan", PLAN, title="Kế hoạch 2026", code="KH-2026"),
        ward.issue("policy", POLICY, title="Chính sách chất lượng", code="CSCL-01"),
    ]
    ward.issue("objectives", objectives(2025), title="Mục tiêu năm 2025", code="MTCL-2025")
    pks = [document.pk for document in issued]
    made, there = services.begin_year(ward.secretary, ward.agency, 2026, pks[:2])
    assert ([one.title for one in made], there) == (["Mục tiêu năm 2027", "Kế hoạch 2027"], [])
    again, there = services.begin_year(ward.secretary, ward.agency, 2026, pks)
    assert [(one.code, one.title) for one in again] == [("CSCL-01-2027", "Chính sách chất lượng")]
    assert there == made
    assert made[0].data["year"] == 2027 and made[0].owner_unit == ward.unit
    origin = events.data_of(events.read(f"document:{made[0].uid}").last())  # type: ignore[arg-type]
    assert origin == {"from": str(issued[0].uid), "year": 2027}
    issued[0].refresh_from_db()
    assert issued[0].data["year"] == 2026
    # What was thrown away can be begun anew.
    documents.delete(ward.secretary, made[0])
    (anew,), _ = services.begin_year(ward.secretary, ward.agency, 2026, pks[:1])
    assert anew.uid == made[0].uid


def test_the_page_of_a_new_year_shows_what_will_be_and_leads_to_one_dossier(ward: Ward) -> None:
    first = ward.issue("objectives", objectives(), title="Mục tiêu năm 2026", code="MTCL-2026")
    second = ward.issue("plan", PLAN, title="Kế hoạch 2026", code="KH-2026")
    client, address = client_of(ward.secretary), "/admin/nam-moi/"
    page = client.get(f"{address}?nam=2026").content.decode()
    assert "Mục tiêu năm 2027" in page and "MTCL-2027" in page
    nothing = client.post(address, {"nam": "2026"})
    assert nothing.status_code == 422 and "Chưa chọn tài liệu nào" in nothing.content.decode()
    other = factories.install(
        standing(ward.stranger).agency, "plan", PLAN, title="Kế hoạch của nơi khác"
    )
    crafted = client.post(address, {"nam": "2026", "chon": [str(other.document_id), "9" * 30]})
    assert crafted.status_code == 422
    for _ in range(2):
        done = client.post(address, {"nam": "2026", "chon": [first.pk, second.pk]}, follow=True)
    assert "2 tài liệu đã lập từ trước" in done.content.decode()
    drafts = list(Document.objects.of(ward.agency).filter(author=ward.secretary).order_by("pk"))
    assert [draft.title for draft in drafts] == ["Mục tiêu năm 2027", "Kế hoạch 2027"]
    submit = client.get(done.context["submit_url"])
    assert [(row["document"].title, row["picked"]) for row in submit.context["rows"]] == [
        ("Mục tiêu năm 2027", True), ("Kế hoạch 2027", True),
    ]  # fmt: skip
    for user in (ward.staff, ward.head, ward.stranger):
        answer = client_of(user).post(address, {"nam": "2026", "chon": [first.pk]})
        assert answer.status_code in (302, 422)
    assert Document.objects.of(ward.agency).filter(author=ward.secretary).count() == 2
    with pytest.raises(Forbidden):
        services.begin_year(ward.head, ward.agency, 2026, [first.pk])


def test_how_much_of_the_year_has_passed() -> None:
    for day, year, passed in ((NOW, 2026, 87), (NOW, 2025, 100), (NOW, 2027, 0)):
        with frozen(day):
            assert figures.Year(year, []).passed == passed
    assert date(2026, 11, 16) == NOW.date()
