"""Codes are taken in order, by the agency's pattern; what was given back goes first, what was
issued never again."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from registry.documents import services
from registry.documents.codes.giving import proposed_code
from registry.documents.codes.patterns import READY, PatternError, checked, series
from registry.documents.codes.services import set_pattern
from registry.documents.models import Document, Dossier, Stage
from registry.documents.services import HasProblems
from registry.documents.starts import services as starts
from registry.documents.starts.offers import origin_of
from registry.organisation.models import Agency, Unit, User
from registry.policy import Forbidden
from tests import factories

BODY = {"sections": [{"id": "m1", "heading": "Mục", "text": "Nội dung"}]}
database = pytest.mark.django_db


@given(
    st.sampled_from(READY),
    st.integers(1, 99_999),
    st.sampled_from(["QT", "HD", "Đ.A"]),
    st.sampled_from(["TPHT", "1", "VP-TK"]),
)
def test_the_number_of_a_code_is_read_back(
    pattern: str, number: int, prefix: str, unit: str
) -> None:
    made = series(pattern, prefix=prefix, unit=unit, year=2026)
    assert made is not None
    assert made.number(made.code(number)) == number
    assert made.number(made.code(number).lower()) == number
    assert made.number(f"x{made.code(number)}") == 0


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{loại}", "một chỗ cho số thứ tự"),
        ("{số}{số}", "một chỗ cho số thứ tự"),
        ("{mã}-{số}", "chỉ dùng được"),
        ("{loại-{số}", "ngoặc nhọn"),
        ("x" * 41 + "{số}", "không quá 40"),
    ],
)
def test_what_makes_no_codes_is_refused_in_words(pattern: str, said: str) -> None:
    with pytest.raises(PatternError, match=said):
        checked(pattern)


def test_a_pattern_says_width_year_and_unit() -> None:
    made = series("{loại}/{năm}/{số:3}/{đơn vị}", prefix="KH", unit="VP", year=2026)
    assert made is not None and made.code(7) == "KH/2026/007/VP"
    assert checked("{LOAI}.{don vi}.{ so }") == "{loại}.{đơn vị}.{số}"
    assert series("{đơn vị}-{số}", prefix="KH", unit="", year=2026) is None


@pytest.fixture
def agency(db: None) -> Agency:
    return factories.agency()


@pytest.fixture
def secretary(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary", unit=factories.unit(agency, "VP"))


def draft(secretary: User, agency: Agency, **options: object) -> Document:
    options = {"title": "Sổ tay", "body": BODY, "in_order": True} | options
    return services.create(secretary, agency, "manual", **options)  # type: ignore[arg-type]


def submit(author: User, *drafts: Document) -> Dossier:
    dossier = services.freeze(author, list(drafts), title="Bộ")
    services.set_stage(dossier, Stage.AWAITING_ISSUE, actor=author)
    return dossier


def test_numbers_come_in_order_by_the_pattern_of_the_agency(
    agency: Agency, secretary: User
) -> None:
    unit = Unit.objects.of(agency).get(code="VP")
    assert proposed_code(agency, "manual") == "STCL-01"
    set_pattern(secretary, agency, "manual", pattern="{loại}.{đơn vị}.{số}", prefix="ST")
    assert proposed_code(agency, "manual") == ""
    codes = [draft(secretary, agency, owner_unit=unit).code for _ in range(2)]
    assert codes == ["ST.VP.01", "ST.VP.02"]
    other = factories.unit(agency, "TP")
    assert draft(secretary, agency, owner_unit=other).code == "ST.TP.01"


def test_a_code_given_back_goes_to_the_next_draft(agency: Agency, secretary: User) -> None:
    first, second = draft(secretary, agency), draft(secretary, agency)
    dossier = submit(secretary, first)
    services.set_stage(dossier, Stage.DRAFT, actor=secretary)
    # Withdrawn: its document still asks for the code.
    assert draft(secretary, agency).code == "STCL-03"
    services.save_draft(secretary, first, BODY, base_digest=first.draft_digest, code="ST khác")
    assert draft(secretary, agency).code == "STCL-01"
    assert second.code == "STCL-02"


def test_a_returned_dossier_keeps_its_codes(agency: Agency, secretary: User) -> None:
    first = draft(secretary, agency)
    services.set_stage(submit(secretary, first), Stage.CHANGES_REQUESTED, actor=secretary)
    first.refresh_from_db()
    services.save_draft(secretary, first, BODY, base_digest=first.draft_digest, code="ST khác")
    assert draft(secretary, agency).code == "STCL-02"


def test_what_was_issued_is_never_another_s(agency: Agency, secretary: User) -> None:
    leader = factories.person(agency, role="quality_leader")
    gone = factories.install(agency, "manual", BODY, code="STCL-01", title="Cũ").document
    services.cancel(leader, gone, reason="Không dùng nữa")
    assert draft(secretary, agency).code == "STCL-02"
    for spelt in ("STCL-01", "stcl 01"):
        again = draft(secretary, agency, code=spelt, in_order=False)
        with pytest.raises(HasProblems) as refused:
            submit(secretary, again)
        assert "đã từng ban hành" in str(refused.value.problems)
    # Its own next issue keeps it.
    submit(secretary, services.begin_revision(secretary, gone))


def test_only_the_secretary_says_how_codes_look(agency: Agency, secretary: User) -> None:
    drafter = factories.person(agency, role="drafter")
    stranger = factories.person(factories.agency("H77"), role="iso_secretary")
    for person in (drafter, stranger):
        with pytest.raises(Forbidden):
            set_pattern(person, agency, "manual", pattern="{số}")
    client = Client()
    client.force_login(secretary)
    address = reverse("documents:codes")
    sent = {"pattern-manual": "{loại} {số}/{đơn vị}", "prefix-manual": "ST", "pattern-plan": "{x}"}
    page = client.post(address, sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "chỉ dùng được" in text and 'value="{x}"' in text
    assert 'value="{loại} {số}/{đơn vị}"' in text
    # All or nothing: what was right is not kept behind the back of who reads what is wrong.
    assert proposed_code(agency, "manual", Unit.objects.of(agency).get(code="VP")) == "STCL-01"
    assert client.post(address, {"pattern-plan": "{loại}-{số:3}"}).status_code == 302
    assert proposed_code(agency, "plan").endswith("-001")


def test_the_page_gives_another_code_where_two_begin_at_once(
    agency: Agency, secretary: User
) -> None:
    client = Client()
    client.force_login(secretary)
    address = f"{reverse('documents:add')}?kind=manual"
    page = client.get(address).content.decode()
    assert 'value="STCL-01"' in page
    sent = {"title": "Sổ tay", "code": "STCL-01", "proposed": "STCL-01"}
    for _ in range(2):
        answer = client.post(address, sent, follow=True)
    assert "STCL-02" in answer.content.decode()
    assert sorted(Document.objects.of(agency).values_list("code", flat=True)) == [
        "STCL-01", "STCL-02",
    ]  # fmt: skip


def test_a_document_begins_from_a_template_or_a_copy_and_says_so(
    agency: Agency, secretary: User
) -> None:
    version = factories.install(agency, "manual", BODY, code="ST-9", title="Mẫu sổ tay")
    client = Client()
    client.force_login(secretary)
    address = f"{reverse('documents:add')}?kind=manual"
    assert "Mẫu sổ tay" not in client.get(address).content.decode()
    marking = reverse("documents:template", args=[version.document_id])
    for _ in range(2):
        assert client.post(marking, {"unit": "", "field": "Nội vụ"}).status_code == 302
    page = client.get(address).content.decode()
    assert re.search(r"Mẫu sổ tay \(lần ban hành 01/00, dùng cho Nội vụ\)", page)
    client.post(address, {"title": "Sổ tay mới", "code": "", "begin": str(version.pk)})
    made = Document.objects.of(agency).get(title="Sổ tay mới")
    assert made.data == BODY
    origin = origin_of(secretary, made)
    assert origin is not None and (origin.version, origin.number) == (version, "01/00")
    edit = client.get(reverse("documents:edit", args=[made.pk])).content.decode()
    assert "Mẫu sổ tay" in edit
    assert client.post(marking, {"do": "unmark"}).status_code == 302
    assert "Mẫu sổ tay" not in client.get(address).content.decode()
    assert "Mẫu sổ tay" in client.get(f"{address}&tu={version.pk}").content.decode()


def test_nobody_copies_what_they_may_not_read(agency: Agency, secretary: User) -> None:
    other = factories.agency("H77")
    secret = factories.install(other, "manual", BODY, code="ST", title="Sổ tay kín")
    client = Client()
    client.force_login(secretary)
    address = f"{reverse('documents:add')}?kind=manual"
    assert "Sổ tay kín" not in client.get(f"{address}&tu={secret.pk}").content.decode()
    sent = {"title": "Chép trộm", "code": "", "begin": str(secret.pk)}
    answer = client.post(f"{address}&tu={secret.pk}", sent)
    assert answer.status_code == 422 and "Hãy chọn lại" in answer.content.decode()
    with pytest.raises(services.DocumentError):
        draft(secretary, agency, begun_from=secret)
    with pytest.raises(Forbidden):
        starts.mark(secretary, secret.document)
