"""A draft always saves: what does not fit is kept as it was typed, told, and bars submitting."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry import canonical, kinds
from registry.documents import services, unfit
from registry.documents.errors import HasProblems
from registry.documents.models import Document
from registry.editor import drafts, package
from registry.editor.fields.nodes import Surroundings
from registry.editor.fields.values import to_body, to_native
from registry.editor.forms import DocumentForm
from registry.editor.panels import panels_of
from registry.organisation.models import Agency, User
from tests.registry.editor.pages import client_of, field, posted, url
from tests.registry.editor.test_round_trip import posted as of_block

LONG = "dài " * 120

PROCESS: dict[str, Any] = {
    "sets": 1,
    "variants": [
        {"id": "a", "label": "Thường", "time": {"amount": "3", "unit": "working_day"}},
        {"id": "b", "label": "Có xác minh", "time": {"amount": "8", "unit": "working_day"}},
    ],
    "roles": [{"id": "r", "label": "Cán bộ", "by": "role", "role": "staff"}],
    "steps": [
        {"id": "s1", "title": "Nhận", "role": "r", "times": {"a": {"amount": "1", "unit": "day"}}},
        {
            "id": "s2",
            "title": "Xem",
            "role": "r",
            "kind": "decision",
            "branches": [{"id": "n", "when": {"==": [{"var": "x"}, 1]}, "to": "s1"}],
        },
    ],
    "records_kept": [{"id": "k", "name": "Hồ sơ", "years": 5}],
}
TOO_MANY = [{"id": f"v{number}", "label": f"Trường hợp {number}"} for number in range(14)]

# What people type that has no place in a process: the pointer, what is typed there, and what the
# body holds in its stead.
TYPED: list[tuple[str, Any, str, Any]] = [
    ("/sets", "vài bộ", "/sets", None),
    ("/sets", -3, "/sets", None),
    ("/sets", 10**39, "/sets", None),
    ("/field", LONG, "/field", None),
    ("/procedure_type", "da-bo", "/procedure_type", None),
    ("/calendar", "u" * 99, "/calendar", None),
    ("/steps/0/output", LONG, "/steps/0/output", None),
    ("/steps/0/kind", "khong-con", "/steps/0/kind", None),
    ("/steps/0/form", LONG, "/steps/0/form", None),
    ("/steps/0/times/a", {"text": LONG}, "/steps/0/times/a", None),
    ("/variants/1/time", {"text": LONG}, "/variants/1/time", None),
    ("/steps/1/branches/0/when", '{"==": [', "/steps/1/branches/0/when", None),
    ("/records_kept/0/years", "mãi mãi", "/records_kept/0/years", None),
    ("/variants", TOO_MANY, "/variants", TOO_MANY[:10]),
]


def put(body: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy of the body with a value at a pointer."""
    made = copy.deepcopy(body)
    holder: Any = made
    *way, last = pointer.strip("/").split("/")
    for part in way:
        holder = holder[int(part)] if part.isdigit() else holder[part]
    holder[last] = value
    return canonical.canonical(made)


def at(body: Any, pointer: str) -> Any:
    for part in pointer.strip("/").split("/"):
        body = body[int(part)] if part.isdigit() else (body or {}).get(part)
    return body


@pytest.mark.parametrize(("where", "typed", "place", "kept"), TYPED)
def test_what_does_not_fit_is_told_at_its_field_and_left_out_of_the_body(
    where: str, typed: Any, place: str, kept: Any
) -> None:
    kind = kinds.get("process")
    body = put(PROCESS, where, typed)
    found = unfit.fit(kind, body)
    assert found.typed == body
    assert kind.compiled.problems(found.body) == []
    assert [problem.pointer for problem in found.problems] == [place]
    assert found.problems[0].message.endswith(".")
    assert at(found.body, place) == kept
    whole = canonical.canonical(PROCESS)
    name = where.split("/")[1]
    assert {n: v for n, v in found.body.items() if n != name} == {
        n: v for n, v in whole.items() if n != name
    }


@pytest.mark.parametrize(("where", "typed", "place", "kept"), TYPED)
def test_what_does_not_fit_comes_back_into_its_field_and_changes_no_byte(
    where: str, typed: Any, place: str, kept: Any
) -> None:
    body = put(PROCESS, where, typed)
    found: dict[str, Any] = {}
    for panel in panels_of(kinds.get("process")):
        state = json.loads(json.dumps(panel.block.get_form_state(to_native(panel.block, body))))
        native = panel.block.value_from_datadict(of_block(panel.block, state, "p"), {}, "p")
        mine = {name: body[name] for name in panel.names if name in body}
        found |= to_body(panel.block, native, mine, Surroundings(body)) or {}
    assert canonical.dumps(found) == canonical.dumps(body)


def test_a_row_that_does_not_fit_leaves_the_problems_of_the_others_at_their_rows() -> None:
    kind = kinds.get("process")
    rows = [{"id": "q!", "label": "sai mã"}, *TOO_MANY[:2]]
    found = unfit.fit(kind, put(PROCESS, "/variants", rows))
    assert [row["id"] for row in found.body["variants"]] == ["v0", "v1"]
    assert found.where_typed("/variants/1/label") == "/variants/2/label"
    assert found.where_typed("/steps/1/title") == "/steps/1/title"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(LONG),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([row[0] for row in TYPED]), VALUES), max_size=4))
def test_whatever_stands_in_a_body_the_rest_fits(spoilt: list[tuple[str, Any]]) -> None:
    kind = kinds.get("process")
    typed = PROCESS
    for where, value in spoilt:
        try:
            typed = put(typed, where, value)
        except (KeyError, IndexError, TypeError, canonical.CanonicalError):
            continue
    typed = canonical.canonical(typed)
    found = unfit.fit(kind, typed)
    assert kind.compiled.problems(found.body) == []
    assert canonical.canonical(found.body) == found.body
    assert bool(found.problems) == (found.body != typed)
    again = unfit.fit(kind, found.body)
    assert (again.body, again.problems) == (found.body, [])


def wrong(document: Document) -> dict[str, str]:
    return posted(
        document,
        **{
            field(document, "budget"): "nhiều",
            field(document, "rate"): "một nửa",
            field(document, "from"): "31/02/2026",
            field(document, "level"): "khong-con",
            field(document, "purpose"): "Mục đích mới",
            "title": "",
            "code": "X" * 70,
        },
    )


@pytest.mark.django_db
def test_a_draft_with_wrong_values_is_saved_whole_and_shown_again(
    document: Document, secretary: User
) -> None:
    client = client_of(secretary)
    told = client.post(
        url("edit", document), wrong(document), headers={"accept": "application/json"}
    ).json()
    assert told["success"]
    assert "Kinh phí (đồng)</b>: Phải là số nguyên." in told["html"]
    document.refresh_from_db()
    assert document.data["purpose"] == "Mục đích mới"
    assert not {"budget", "rate", "from", "level"} & set(document.data)
    assert (document.title, document.code) == ("Quy trình mẫu", "QT-01")
    assert told["field_updates"]["base_digest"] == document.draft_digest

    page = client.get(url("edit", document)).content.decode()
    for typed in ("nhiều", "một nửa", "31/02/2026", "khong-con"):
        assert json.dumps(typed)[1:-1] in page
    assert 'value="' + "X" * 70 in page
    for said in ("Hãy ghi tên tài liệu.", "Mã hiệu không quá 60 ký tự.", "Phải là ngày có thật"):
        assert said in page
    form = DocumentForm(document=document, user=secretary)
    assert form.typed["budget"] == "nhiều" and form["title"].value() == ""


@pytest.mark.django_db
def test_it_bars_submitting_until_the_field_is_mended(document: Document, secretary: User) -> None:
    client = client_of(secretary)
    client.post(url("edit", document), wrong(document))
    document.refresh_from_db()
    found = {p.pointer for p in services.problems_of([document])[str(document.uid)]}
    assert {"/budget", "/rate", "/from", "/level", "#title", "#code"} <= found
    with pytest.raises(HasProblems):
        services.freeze(secretary, [document], title="Ban hành")
    mended = posted(document) | {
        field(document, "budget"): "5.000",
        field(document, "rate"): "0,5",
        field(document, "from"): "28/02/2026",
        field(document, "level"): "",
        "title": "Quy trình",
        "code": "QT-02",
    }
    client.post(url("edit", document), mended)
    document.refresh_from_db()
    assert document.unfit == ""
    assert (document.data["budget"], document.title, document.code) == (5000, "Quy trình", "QT-02")
    services.freeze(secretary, [document], title="Ban hành")


@pytest.mark.django_db
def test_a_shape_that_became_wider_since_does_not_issue_less_than_was_typed(
    document: Document, secretary: User
) -> None:
    kept = json.dumps({"body": {**document.data, "scope": "Đã gõ"}})
    Document.unscoped.filter(pk=document.pk).update(unfit=kept)
    document.refresh_from_db()
    with pytest.raises(HasProblems):
        services.freeze(secretary, [document], title="Ban hành")


@pytest.mark.django_db
def test_it_travels_with_the_history_and_a_stale_page_is_refused(
    document: Document, secretary: User, colleague: User
) -> None:
    client = client_of(secretary)
    client.post(url("edit", document), wrong(document))
    document.refresh_from_db()
    # The body is the same for both: what was typed beside it makes the page stale.
    stale, body = posted(document), document.body
    client_of(colleague).post(
        url("edit", document), stale | {field(document, "budget"): "rất nhiều"}
    )
    refused = client.post(url("edit", document), stale)
    assert "có người khác vừa lưu" in refused.content.decode()
    document.refresh_from_db()
    assert document.body == body
    (third, second) = document.revisions.order_by("-pk")[:2]
    assert drafts.body_of(second)["budget"] == "nhiều"
    compared = client.get(url("compare", document, f"r{second.pk}", f"r{third.pk}"))
    assert "rất nhiều" in compared.content.decode()
    client.post(url("restore", document, second.pk), {"base_digest": document.draft_digest})
    document.refresh_from_db()
    assert document.typed["budget"] == "nhiều" and "budget" not in document.data


@pytest.mark.django_db
def test_a_file_holds_what_fits_and_says_what_it_left_out(
    document: Document, secretary: User
) -> None:
    client_of(secretary).post(url("edit", document), wrong(document))
    document.refresh_from_db()
    told = json.loads(package.export(document))
    assert package.read(json.dumps(told)).body == document.data
    left = {row["where"]: row["typed"] for row in told["left_out"]}
    assert left["Kinh phí (đồng)"] == "nhiều" and left["Tên tài liệu"] == ""


@pytest.mark.django_db
def test_a_new_revision_begins_from_the_issue_alone(
    document: Document, secretary: User, agency: Agency
) -> None:
    dossier = services.freeze(secretary, [document], title="Ban hành")
    services.issue(None, dossier, decision_no="1/QĐ", approvals=[])
    document.refresh_from_db()
    opened = services.begin_revision(secretary, document)
    client_of(secretary).post(url("edit", opened), wrong(opened))
    opened.refresh_from_db()
    assert opened.unfit and opened.versions.get().data["purpose"] != "Mục đích mới"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows",
    [
        '[{"id":"s1","title":{"a":1},"time":["x"],"four_eyes":"x","actions":7,"next":3.5}]',
        '[{"id":"s1","title":"\\ud83d"}]',
        '[{"id":"' + "x" * 3000 + '","title":"a"}]',
        '[{"#":-1,"title":"a"},{"#":1e400},{"#":"' + "9" * 400 + '"}]',
        "[[1]]",
        "{",
        "[" * 5000,
    ],
)
def test_nonsense_in_a_table_is_kept_or_refused_in_words(
    document: Document, secretary: User, rows: str
) -> None:
    client = client_of(secretary)
    client.raise_request_exception = False
    answer = client.post(url("edit", document), posted(document) | {field(document, "steps"): rows})
    assert answer.status_code in (200, 302, 400)
    assert client.get(url("edit", document)).status_code == 200
