"""A whole agency as a file: same bytes after a journey, all or nothing, every bad file named."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms import demo
from registry import canonical
from registry.adoption.models import Adoption
from registry.documents import services
from registry.documents.models import Document, Validity, Version
from registry.editor import package
from registry.organisation.models import Agency, Membership, User
from registry.packages import exporting, importing, reading
from registry.packages.errors import PackageError
from registry.trail import events
from tests import factories
from tests.processes import adopted
from tests.support.database import reset_database

pytestmark = pytest.mark.django_db
Json = dict[str, Any]


@contextmanager
def elsewhere() -> Iterator[None]:
    """What is made inside is gone afterwards: the next step is another, empty installation."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def arrives(packages: list[str], *, people: bool = True) -> str:
    """Take packages in, in order, and send the last one out again."""
    for one in packages:
        importing.take_in(one.encode())
    code = json.loads(packages[-1])["content"]["agency"]["code"]
    return exporting.export(Agency.objects.get(code=code), people=people)


def test_an_adopting_ward_comes_out_as_it_went_in() -> None:
    with elsewhere():
        below = adopted.make()
        below.adopt(starts=None, decision_no="15/QĐ-UBND")
        draft = services.create(
            below.secretary, below.ward, "manual", title="Sổ tay", code="ST", body={}
        )
        factories.delegation(below.ward, below.leader, below.officer, "top_leader")
        packages = [exporting.export(one, people=True) for one in (below.province, below.ward)]
    assert arrives(packages) == packages[-1]
    assert Adoption.objects.of(Agency.objects.get(code="H99.01")).get().document.uid
    assert Document.unscoped.get(uid=draft.uid).author is not None


def test_the_demo_comes_out_as_it_went_in_and_works() -> None:
    with elsewhere():
        demo.load()
        agencies = [Agency.objects.get(code=code) for code in (demo.PROVINCE, demo.WARD)]
        packages = [exporting.export(one, people=True) for one in agencies]
    assert arrives(packages) == packages[-1]
    assert '"kind": "process"' in packages[-1]
    ward = Agency.objects.get(code=demo.WARD)
    assert Validity.objects.of(ward).count() == Version.objects.of(ward).count() > 5
    assert not list(events.verify())
    assert not User.objects.get(username="thuky").has_usable_password()


def test_without_people_nobody_is_named() -> None:
    with elsewhere():
        below = adopted.make()
        below.adopt()
        packages = [exporting.export(one) for one in (below.province, below.ward)]
        for person in User.objects.all():
            assert person.full_name not in packages[-1]
            assert f'"{person.username}"' not in packages[-1]
    assert arrives(packages, people=False) == packages[-1]
    assert not Membership.unscoped.exists()


def test_no_secret_and_no_citizen_is_inside() -> None:
    below = adopted.make()
    below.adopt()
    below.officer.email = "do.van.hai@vidu.vn"
    below.officer.phone = "0912345678"
    below.officer.save()
    from processes import services as cases

    case = cases.open_case(
        below.desk, below.ward, below.uid, subject="Việc của ông Kín",
        applicant_name="Lê Văn Kín", applicant_phone="0987654321",
        answers={"hoten": "Lê Văn Kín", "ngay": "1990-02-03"},
    )  # fmt: skip
    text = exporting.export(below.ward, people=True)
    for word in (
        "Kín", "0987654321", str(case.uid), case.code, "@vidu.vn", "0912345678",
        below.officer.password, "password",
    ):  # fmt: skip
        assert word not in text, word


def test_the_same_agency_gives_the_same_bytes() -> None:
    below = adopted.make()
    assert exporting.export(below.ward) == exporting.export(below.ward)
    text = exporting.export(below.ward)
    packed = exporting.packed(text, "a.json.gz")
    assert packed == exporting.packed(text, "b.json.gz") != text.encode()
    assert gzip.decompress(packed).decode() == text


def test_a_body_keeps_every_byte_that_nobody_types_any_more() -> None:
    body = {
        "sections": [{"id": "s1", "heading": "Ðiều\u200b 1", "text": "1–2\u00a0giám\u00adđịnh"}]
    }
    with elsewhere():
        agency = factories.agency("H99.77")
        version = factories.install(agency, "manual", body, title="Sổ tay \u200bÐ")
        sha, packages = version.sha256, [exporting.export(agency)]
    assert arrives(packages, people=False) == packages[0]
    taken = Version.objects.of(Agency.objects.get(code="H99.77")).get()
    assert (taken.data, taken.sha256, taken.title) == (body, sha, "Sổ tay \u200bÐ")
    assert canonical.digest(taken.body) == sha


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12
).map(lambda text: " ".join(canonical.loads(canonical.dumps({"a": text})).get("a", "").split()))
titles = words.filter(bool)
sections = st.lists(
    st.fixed_dictionaries({"heading": titles, "text": words | st.just("Nội dung")}),
    min_size=1,
    max_size=3,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    units=st.lists(titles, max_size=3),
    documents=st.lists(
        st.tuples(titles, st.lists(sections, max_size=3), st.booleans()), max_size=4
    ),
    name=titles,
)
def test_small_agencies_come_out_as_they_went_in(
    units: list[str], documents: list[tuple[str, list[Any], bool]], name: str
) -> None:
    with elsewhere():
        with elsewhere():
            agency = factories.agency(name=name)
            places = [factories.unit(agency, f"U{i}", unit) for i, unit in enumerate(units)]
            person = factories.person(
                agency, role="iso_secretary", unit=places[0] if places else None
            )
            for title, issues, draft in documents:
                uid = None
                for rows in issues:
                    body = {"sections": [{"id": f"s{i}", **row} for i, row in enumerate(rows)]}
                    version = factories.install(agency, "manual", body, title=title, uid=uid)
                    uid = factories.uid_of(version)
                if draft:
                    services.create(person, agency, "manual", title=title, body={})
            package_ = exporting.export(agency, people=True)
        assert arrives([package_]) == package_


# What is refused ------------------------------------------------------------------------------


@pytest.fixture
def told() -> Json:
    """A package as data, of an agency that is not here any more."""
    with elsewhere():
        agency = factories.agency("X1", name="Cơ quan X")
        unit = factories.unit(agency, "VP")
        factories.person(
            agency, role="iso_secretary", unit=unit, username="nguoi.x", name="Người X"
        )
        body = {"sections": [{"id": "a", "heading": "Chữ"}]}
        factories.install(agency, "manual", body, title="Sổ tay")
        made: Json = json.loads(exporting.export(agency, people=True))
    return made


def sealed(told: Json) -> bytes:
    """The file with a right hash."""
    told["sha256"] = canonical.digest(canonical.dumps(told["content"]))
    return json.dumps(told).encode()


def refused(content: bytes) -> PackageError:
    with pytest.raises(PackageError) as error:
        importing.take_in(content)
    assert not Agency.objects.filter(code="X1", name="Cơ quan X").exists()
    assert not Document.unscoped.exists()
    return error.value


Change = Callable[[Json], None]


def _put(path: str, value: Any) -> Change:
    def change(content: Json) -> None:
        *parts, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        for part in parts:
            content = content[part]  # type: ignore[index]
        content[last] = value  # type: ignore[index]

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_put("documents/0/kind", "khong-co"), "/content/documents/0/kind"),
        (_put("documents/0/body", {"la": 1}), "/content/documents/0/body"),
        (_put("documents/0/versions/0/body", {"la": 1}), "/content/documents/0/versions/0/body"),
        (_put("documents/0/schema_version", 9), "/content/documents/0/schema_version"),
        (_put("documents/0/versions/0/sha256", "0" * 64), "/content/documents/0/versions/0/sha256"),
        (_put("documents/0/versions/0/issue_no", 10**9),
         "/content/documents/0/versions/0/issue_no"),
        (_put("documents/0/created_at", "2026-02-30T00:00:00+00:00"),
         "/content/documents/0/created_at"),
        (_put("documents/0/stage", "awaiting_issue"), "/content/documents/0/stage"),
        (_put("documents/0/owner_unit", "KHONG"), "/content/documents/0/owner_unit"),
        (_put("documents/0/author", "ai-do"), "/content/documents/0/author"),
        (_put("memberships/0/role", "superuser"), "/content/memberships/0/role"),
        (_put("memberships/0/unit", "KHONG"), "/content/memberships/0/unit"),
        (_put("units/0/parent", "VP"), "/content/units/0/parent"),
        (_put("agency/parent", "CHUA-CO"), "/content/agency/parent"),
        (_put("agency/code", "x" * 41), "/content/agency/code"),
        (_put("people/0/is_superuser", True), "/content/people/0"),
        (_put("people/0/password", "pbkdf2$"), "/content/people/0"),
        (_put("documents/0/versions/0/validity",
              [{"starts": "2026-01-02T00:00:00+00:00", "ends": "2026-01-01T00:00:00+00:00"}]),
         "/content/documents/0/versions/0/validity/0"),
        (_put("documents/0/versions/0/validity",
              [{"starts": "2026-01-01T00:00:00+00:00"}, {"starts": "2026-01-02T00:00:00+00:00"}]),
         "/content/documents/0/versions/0/validity/1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(told: Json, change: Change, where: str) -> None:
    change(told["content"])
    problems = refused(sealed(told)).problems
    assert any(problem.pointer.startswith(where) for problem in problems), problems


def test_rows_given_twice(told: Json) -> None:
    for part in ("units", "people", "documents"):
        changed = json.loads(json.dumps(told))
        changed["content"][part].append(changed["content"][part][0])
        assert any("hai lần" in one.message for one in refused(sealed(changed)).problems)


def test_a_file_that_was_edited(told: Json) -> None:
    told["content"]["agency"]["name"] = "Khác"
    error = refused(json.dumps(told).encode())
    assert error.problems[0].pointer == "/sha256"


def test_files_that_are_no_package(told: Json) -> None:
    text = json.dumps(told)
    for content, said in (
        (b"", "không đúng dạng"),
        (b"\xff\xfe", "không đúng dạng"),
        (b"[]", "không đúng dạng"),
        (b"{}", "không phải tệp cơ quan"),
        (text[:-9].encode(), "không đúng dạng"),
        (b'{"format": NaN}', "không đúng dạng"),
        (b'{"a": 1.5}', "thập phân"),
        (b'{"a": "\\ud800"}', "ký tự không hợp lệ"),
        (text.replace('"format_version": 1', '"format_version": 2').encode(), "phần mềm khác"),
        (b"[" * 200_000, "lồng"),
        (b'{"a":' * 150 + b"1" + b"}" * 150, "lồng"),
        (b"\x1f\x8b" + b"rac", "nén"),
        (gzip.compress(text.encode())[:-20], "nén"),
    ):
        assert said in str(refused(content)), content[:40]


def test_a_key_given_twice_and_a_zero_byte_are_named(told: Json) -> None:
    text = json.dumps(told)
    doubled = text.replace('"name": "C', '"name": "la", "name": "C', 1)
    assert refused(doubled.encode()).problems[0].pointer == "/content/agency/name"
    zero = text.replace("Ch\\u1eef", "Ch\\u0000", 1)
    assert "NUL" in refused(zero.encode()).problems[0].message


def test_a_small_file_that_opens_into_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 3_000_000)
    bomb = gzip.compress(b" " * 30_000_000)
    assert len(bomb) < 100_000
    assert "quá lớn" in str(refused(bomb))
    assert "quá lớn" in str(refused(b" " * 3_000_001))


def test_what_is_here_already_is_not_touched(told: Json) -> None:
    importing.take_in(sealed(told))
    with pytest.raises(PackageError) as again:
        importing.take_in(sealed(told))
    places = {problem.pointer for problem in again.value.problems}
    assert {"/content/agency/code", "/content/documents/0/uid"} <= places
    assert Agency.objects.count() == 1


def test_another_person_of_the_same_name_is_not_taken_over(told: Json) -> None:
    factories.person(factories.agency(), username="nguoi.x", name="Người Khác")
    (problem,) = refused(sealed(told)).problems
    assert problem.pointer == "/content/people/0/username"


def test_a_failure_in_the_middle_leaves_nothing(
    told: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **options: Any) -> None:
        raise RuntimeError("mất điện")

    monkeypatch.setattr(importing.searchable, "changed", broken)
    with pytest.raises(RuntimeError):
        importing.take_in(sealed(told))
    assert not Agency.objects.exists()
    assert not Document.unscoped.exists()


@pytest.mark.django_db(transaction=True)
def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    below = adopted.make()
    below.adopt()
    province, ward = tmp_path / "tinh.json.gz", tmp_path / "phuong.json"
    call_command("export_agency", "H99", str(province), "--people")
    call_command("export_agency", "H99.01", str(ward), "--people")
    before = ward.read_bytes()
    reset_database()
    with pytest.raises(CommandError, match="Chưa nhập gì cả"):
        call_command("import_agency", str(ward))
    assert "/content/agency/parent: Chưa có cơ quan cấp trên" in capsys.readouterr().err
    call_command("import_agency", str(province))
    call_command("import_agency", str(ward))
    call_command("export_agency", "H99.01", str(ward), "--people")
    assert ward.read_bytes() == before
    for arguments in (("export_agency", "KHONG", "x"), ("import_agency", "khong/co.json")):
        with pytest.raises(CommandError):
            call_command(*arguments)


def test_a_package_of_one_document_is_not_one_of_an_agency(told: Json) -> None:
    importing.take_in(sealed(told))
    document = Document.unscoped.get()
    with pytest.raises(PackageError, match="không phải tệp cơ quan"):
        importing.take_in(package.export(document).encode())
