"""What lists find by columns is what they found by reading every name and every body."""

import unicodedata
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry import canonical, kinds
from registry.documents import names, services
from registry.documents.columns import opening_of
from registry.documents.constraints import missing_guards
from registry.documents.issue import issuing
from registry.documents.listing import called, listed
from registry.documents.models import Document, Validity
from registry.organisation.models import Agency, User
from registry.vietnamese import fold
from tests import factories

pytestmark = pytest.mark.django_db
MANUAL = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}
MIGRATION = import_module("registry.migrations.0015_found_by_columns")

# (code, title) as people write them, old fonts and other systems write them.
AWKWARD = (
    ("QT-34", "Đăng ký khai sinh"),
    ("QT–35/CX", "Ðăng ký khai tử"),
    ("", "Hòa giải ở cơ sở"),
    ("", "Hoà giải tại UBND phường"),
    ("QT 34.1", unicodedata.normalize("NFD", "Cấp bản sao trích lục")),
    ("qt-36", "  Xác   nhận\u00a0tình trạng hôn nhân "),
    ("100%_x", r"Lệ phí 100%_x \ miễn [a-z]*"),
    ("ＱＴ－３７", "Ｃấp ｐｈép"),
    ("QT-38", "Thẩm\u200b tra, «QT-34» kèm theo"),
    ("QT-39", "İstanbul straße Ænima"),
)
# The draft of an issued document that is to be called otherwise.
RENAMED = ("QT-99", "Đổi tên: thủ tục sẽ đặt")
WORDS = (
    "", " ", "đăng ký", "DANG KY", "Ðăng", "hoà giải", "hòa giai", "hoa giai", "qt-34", "«QT-34»",
    "QT–35", "cấp bản sao", unicodedata.normalize("NFD", "trích lục"), "tinh trang hon",
    "xác  nhận", "100%", "_x", "%", "\\", "[a-z]", "ｑｔ", "cap phep", "tham tra", "straße",
    "istanbul", "qt-99", "doi ten", "sẽ đặt", "khai sinh doi", "34 sinh", "kh\u200bai", "khong co",
    "- –", "qt-99 khai", "a b c d e",
)  # fmt: skip


def said_of(document: Any) -> str:
    """How documents were found before: by this text, folded in memory."""
    name = f"{document.code} {document.title}"
    if document.draft_open:
        name += f" {document.draft_name}"
    return name


def old_way(user: User, words: str) -> set[int]:
    return {
        row.pk
        for row in listed(user)
        if all(word in fold(said_of(row)) for word in fold(words).split())
    }


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def secretary(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary")


@pytest.fixture
def awkward(agency: Agency, secretary: User) -> Document:
    """Documents of every awkward name, issued and not; one whose draft is called otherwise."""
    for number, (code, title) in enumerate(AWKWARD):
        if number % 2:
            draft = services.create(secretary, agency, "manual", title=title, code=code)
            # As it was stored before text was settled on its way in.
            draft.code, draft.title = code, title
            draft.save()
        else:
            factories.install(agency, "manual", MANUAL, code=code, title=title)
    issued = Document.unscoped.get(title=AWKWARD[0][1])
    draft = services.begin_revision(secretary, issued)
    return services.save_draft(
        secretary, draft, MANUAL, base_digest=draft.draft_digest, code=RENAMED[0], title=RENAMED[1]
    )


def test_the_database_finds_what_was_found_in_memory(
    agency: Agency, secretary: User, awkward: Document
) -> None:
    readers = [secretary, factories.person(agency, role="staff")]
    by_words: dict[str, list[set[int]]] = {}
    for words in WORDS:
        for reader in readers:
            found = set(listed(reader).filter(called(words)).values_list("pk", flat=True))
            assert found == old_way(reader, words), (words, reader)
            by_words.setdefault(words, []).append(found)
    everything, issued = by_words[""]
    assert len(everything) == len(AWKWARD) and 0 < len(issued) < len(AWKWARD)
    # Something is found and something is not; a draft's name only by who reads the draft.
    assert {len(pair[0]) for pair in by_words.values()} >= {0, 1, 2}
    assert by_words["doi ten"] == [{awkward.pk}, set()]
    assert by_words["qt-99 khai"] == [{awkward.pk}, set()]


def test_names_are_not_read_to_be_searched(secretary: User, awkward: Document) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert listed(secretary).filter(called("dang ky")).count() == 2
    assert len([one for one in queries if "registry_document" in one["sql"]]) == 1


def test_every_way_of_naming_writes_the_columns(
    agency: Agency, secretary: User, awkward: Document
) -> None:
    assert names.unsettled() == []
    awkward.refresh_from_db()
    assert (awkward.folded, awkward.next_folded) == (
        "qt-34 dang ky khai sinh", "qt-99 doi ten: thu tuc se dat",
    )  # fmt: skip
    assert awkward.short_uid == awkward.uid.hex[-8:]
    changed = {"sections": [{**MANUAL["sections"][0], "text": "Mới."}]}
    factories.install(
        agency, "manual", changed, code=RENAMED[0], title=RENAMED[1], uid=str(awkward.uid)
    )
    awkward.refresh_from_db()
    assert (awkward.folded, awkward.next_folded) == ("qt-99 doi ten: thu tuc se dat", "")


def test_what_is_found_by_another_name_is_told_and_mended(awkward: Document) -> None:
    for column in ("folded", "next_folded", "short_uid"):
        Document.unscoped.filter(pk=awkward.pk).update(**{column: "khac"})
        with pytest.raises(CommandError):
            call_command("verify_documents")
        call_command("verify_documents", "--repair")
        call_command("verify_documents")


def processes(agency: Agency) -> list[dict[str, Any]]:
    """Bodies with every way of saying who begins."""
    form = factories.uid_of(factories.install(agency, "form", factories.small_form()))
    small = factories.small_process(form)
    first, *rest = small["roles"]
    author = {**first, "by": "author", "role": ""}
    return [
        small,
        factories.small_process(form, procedure_type="internal", roles=[author, *rest]),
        factories.small_process(form, procedure_type="system"),
    ]


def test_who_begins_an_issue_stands_beside_its_period(agency: Agency) -> None:
    said = []
    for body in processes(agency):
        version = factories.install(agency, "process", body)
        said.append(Validity.unscoped.get(version=version).opening)
    assert [(one.procedure_type, one.need, one.role) for one in said] == [
        ("public_service", "mc", "one_stop"),
        ("internal", "mc", "*"),
        ("system", "", ""),
    ]
    other = Validity.unscoped.get(version=factories.install(agency, "manual", MANUAL))
    assert other.opening == kinds.Opener()
    assert issuing.misread() == []
    for column in ("procedure_type", "opener_need", "opener_role"):
        Validity.unscoped.filter(opener_need="mc").update(**{column: "khac"})
        assert len(issuing.misread()) == 2
        with pytest.raises(CommandError):
            call_command("verify_documents")
        call_command("verify_documents", "--repair")
        assert issuing.misread() == []


def columns() -> list[Any]:
    derived = ("folded", "next_folded", "short_uid")
    opened = ("procedure_type", "opener_need", "opener_role")
    return [
        list(Document.unscoped.order_by("pk").values_list("pk", *derived)),
        list(Validity.unscoped.order_by("pk").values_list("pk", *opened)),
    ]


def test_the_migration_writes_into_rows_of_before_what_is_written_today(
    agency: Agency, awkward: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MIGRATION, "TOGETHER", 3)
    for body in processes(agency):
        factories.install(agency, "process", body)
    before = columns()
    Document.unscoped.update(folded="", next_folded="", short_uid="")
    Validity.unscoped.update(procedure_type="", opener_need="", opener_role="")
    assert columns() != before
    for _ in range(2):
        MIGRATION.fold_names(apps, None)
        MIGRATION.read_openings(apps, None)
        assert columns() == before
    assert names.unsettled() == [] and issuing.misread() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": []},
        {"roles": []},
        {"procedure_type": ""},
        {"steps": [{"title": "Không ai"}]},
        {"roles": [{"label": "Không mã", "role": "staff"}], "steps": [{"role": "@1"}]},
        {"roles": [{"id": "a", "by": "person"}], "steps": [{"role": "a"}]},
        {"roles": [{"id": "a", "by": "unit_leader"}], "steps": [{"role": "a"}]},
        {"roles": [{"id": "a", "role": "x"}, {"id": "a", "role": "y"}], "steps": [{"role": "a"}]},
    ],
)
def test_the_migration_reads_a_body_as_the_product_does(changes: dict[str, Any]) -> None:
    body = canonical.canonical(factories.small_process(**changes))
    said = opening_of("process", body)
    assert MIGRATION.opening(body) == (said.procedure_type, said.need, said.role)


def test_the_guards_stand_after_the_columns_were_added() -> None:
    assert missing_guards(connection) == []
