"""A kind is one folder with a schema and pure functions: registering it is all there is to do."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from registry import canonical, kinds, searchable
from registry.documents import closure, services
from registry.documents.models import Document, Stage
from registry.editor import drafts, package
from registry.editor.diff import compare
from registry.kinds import Context, Kind
from registry.organisation.models import Agency, User
from registry.problems import Problem
from tests import factories

pytestmark = pytest.mark.django_db

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "subject": {"type": "string", "title": "Thiết bị"},
        "manual": {
            "type": "string",
            "title": "Hướng dẫn sử dụng",
            "x-reference": {"kinds": ["manual"], "relation": "uses"},
        },
        "checks": {
            "type": "array",
            "title": "Nội dung kiểm tra",
            "x-editor": "grid",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "x-id": True},
                    "what": {"type": "string", "title": "Kiểm tra gì"},
                    "every": {"type": "integer", "title": "Mấy tháng một lần"},
                },
            },
        },
    },
}


def problems(body: canonical.Body, context: Context) -> list[Problem]:
    return [
        Problem(f"/checks/{index}/every", "Chưa ghi mấy tháng kiểm tra một lần.")
        for index, row in enumerate(body.get("checks", []))
        if not row.get("every")
    ]


def render(body: canonical.Body, context: Context, mode: str = "") -> Any:
    rows = ((row.get("what", ""), row.get("every", "")) for row in body.get("checks", []))
    return format_html(
        "<h2>{}</h2><ul>{}</ul>",
        body.get("subject", ""),
        format_html_join("", "<li>{}: {} tháng</li>", rows),
    )


TOY = Kind(
    code="toy-upkeep",
    label="Lịch bảo dưỡng",
    label_plural="Lịch bảo dưỡng",
    schema=SCHEMA,
    problems=problems,
    render=render,
)
BODY = {
    "subject": "Máy phát điện",
    "checks": [{"id": "k1", "what": "Thay dầu", "every": 6}, {"id": "k2", "what": "Chạy thử"}],
}


@pytest.fixture(autouse=True)
def _known() -> Iterator[None]:
    with kinds.KINDS.added(TOY):
        yield


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def author(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary", roles=("drafter",))


@pytest.fixture
def document(agency: Agency, author: User) -> Document:
    made = services.create(
        author, agency, "toy-upkeep", title="Bảo dưỡng máy phát", code="BD-1", body=BODY
    )
    made.save_revision(user=author, clean=False)
    return made


def whole(**changes: Any) -> dict[str, Any]:
    """The body without its mistake."""
    rows = [{**BODY["checks"][0]}, {**BODY["checks"][1], "every": 1}]  # type: ignore[dict-item]
    return {**BODY, "checks": rows, **changes}


def mended(author: User, document: Document, **changes: Any) -> Document:
    return drafts.save(
        author, document, whole(**changes), base_digest=canonical.digest(document.body)
    )[0]


def test_it_needs_no_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())


def test_a_draft_is_kept_with_its_mistakes_and_they_are_told(document: Document) -> None:
    found = services.problems_of([document])[str(document.uid)]
    assert [(problem.pointer, problem.message) for problem in found] == [
        ("/checks/1/every", "Chưa ghi mấy tháng kiểm tra một lần.")
    ]


def test_another_shape_is_refused_and_nothing_changes(author: User, document: Document) -> None:
    with pytest.raises(services.HasProblems, match="không đúng cấu trúc"):
        services.save_draft(
            author, document, {"colour": "xanh"}, base_digest=canonical.digest(document.body)
        )
    document.refresh_from_db()
    assert document.data == canonical.canonical(BODY)


def test_two_kinds_under_one_code_are_a_mistake() -> None:
    other = Kind(code="toy-upkeep", label="Khác", label_plural="Khác", schema=SCHEMA)
    with pytest.raises(ValueError, match="registered already"):
        kinds.KINDS.add(other)


def test_a_reference_is_found_by_the_schema_alone(agency: Agency) -> None:
    manual = factories.install(
        agency, "manual", {"sections": [{"id": "m", "heading": "A", "text": "B"}]}
    )
    references = TOY.references_of({"manual": factories.uid_of(manual)})
    assert [(r.uid, r.relation, r.pointer) for r in references] == [
        (factories.uid_of(manual), "uses", "/manual")
    ]


def test_every_page_shows_it(author: User, document: Document) -> None:
    client = Client()
    client.force_login(author)

    def page(name: str, *args: Any) -> str:
        response = client.get(reverse(f"documents:{name}", args=(document.pk, *args)))
        assert response.status_code == 200, name
        return response.content.decode()

    edit = page("edit")
    assert "Chưa ghi mấy tháng kiểm tra một lần." in edit and "Nội dung kiểm tra" in edit
    for name in ("inspect", "preview", "print"):
        assert "<li>Thay dầu: 6 tháng</li>" in page(name), name
    older = document.latest_revision
    mended(author, document)
    assert "Mấy tháng một lần" in page("compare", f"r{older.pk}", "draft")
    assert "Bảo dưỡng máy phát" in client.get("/admin/tai-lieu/?kind=toy-upkeep").content.decode()
    assert "Lịch bảo dưỡng" in client.get("/admin/tai-lieu/them/").content.decode()


def test_it_is_compared_by_the_ids_of_its_rows() -> None:
    before, after = canonical.canonical(BODY), canonical.canonical(whole(subject="Máy bơm"))
    changes = compare(TOY, before, after, lambda uid: uid)
    assert len(changes) == 2
    assert compare(TOY, after, after, lambda uid: uid) == []


def test_a_file_carries_it_out_and_in_again(author: User, document: Document) -> None:
    client = Client()
    client.force_login(author)
    exported = client.get(reverse("documents:export", args=(document.pk,))).content
    assert package.read(exported, "toy-upkeep").body == document.data
    made = client.post(
        f"{reverse('documents:add')}?kind=toy-upkeep",
        {"title": "Bản sao", "file": SimpleUploadedFile("bao-duong.json", exported)},
    )
    copy = Document.objects.of(document.agency).get(title="Bản sao")
    assert made["Location"] == reverse("documents:edit", args=(copy.pk,))
    assert copy.body == document.body
    changed = json.loads(exported)
    changed["body"]["subject"] = "Máy bơm"
    client.post(
        reverse("documents:import", args=(document.pk,)),
        {
            "base_digest": canonical.digest(document.body),
            "file": SimpleUploadedFile("bao-duong.json", json.dumps(changed).encode()),
        },
    )
    document.refresh_from_db()
    assert document.data["subject"] == "Máy bơm"


def test_it_is_issued_when_it_is_right(agency: Agency, author: User, document: Document) -> None:
    with pytest.raises(services.HasProblems, match="Còn lỗi"):
        services.freeze(author, [document], title="Bộ")
    document = mended(author, document)
    dossier = services.freeze(author, [document], title="Bộ")
    services.set_stage(dossier, Stage.AWAITING_ISSUE, actor=author)
    (version,) = services.issue(author, dossier, decision_no="1/QĐ", approvals=[])
    assert (version.issue_no, version.sha256) == (1, canonical.digest(document.body))
    resolved = closure.in_force(agency, str(document.uid))
    assert resolved is not None and resolved.body == document.data
    (entry,) = searchable.SOURCES.get("document").entries(str(document.uid))
    assert (entry.kind, entry.extra["label"]) == ("toy-upkeep", "Lịch bảo dưỡng")
    assert "Chạy thử" in entry.text
