"""JSON that nobody writes by hand (half characters, huge numbers, depths) is refused in words."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from registry import canonical
from registry.documents import services
from registry.documents.models import Document
from registry.editor import package
from registry.packages import reading
from tests import factories
from tests.registry.editor.pages import posted

HALF = "\ud800"
WHOLE: dict[str, Any] = {
    "format": package.FORMAT,
    "format_version": package.FORMAT_VERSION,
    "kind": "manual",
    "schema_version": 1,
    "code": "ST-01",
    "title": "Sổ tay",
    "body": {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]},
}
PLAIN = json.dumps(WHOLE)


def bodies(body: Any) -> str:
    return json.dumps({**WHOLE, "body": body})


REFUSED = {
    "half a character": PLAIN.replace("Ch", "\\ud800"),
    "half a character as a name": bodies({HALF: 1}),
    "half a character as a name in a row": bodies({"sections": [{"id": "m1", HALF: "x"}]}),
    "half a character as the name of the file's own": json.dumps({**WHOLE, HALF: "x"}),
    "half a character in bytes": PLAIN.encode().replace(b'"ST-01"', b'"\xed\xa0\x80"'),
    "half a character in the title": json.dumps({**WHOLE, "title": HALF}),
    "no number": PLAIN.replace('"ST-01"', "NaN"),
    "without end": PLAIN.replace('"ST-01"', "1e999"),
    "a number of 4,000 digits": PLAIN.replace(": 1,", f": {'9' * 4000},"),
    "a number of 5,000 digits": PLAIN.replace(": 1,", f": {'9' * 5000},"),
    "lists in lists": PLAIN.replace('"ST-01"', "[" * 10_000 + "]" * 10_000),
    "objects in objects": PLAIN.replace('"ST-01"', '{"a":' * 90_000 + "1" + "}" * 90_000),
    "another kind the second time": PLAIN[:-1] + ', "kind": "form"}',
    "bytes": b"\xff\xfe\xfd",
    "a list": "[]",
    "nothing": "",
}
TAKEN = {
    "a mark of the order of bytes": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16": PLAIN.encode("utf-16"),
    "UTF-32": PLAIN.encode("utf-32"),
    "NUL in a text": PLAIN.replace("Ch", "\\u0000Ch"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_a_file_of_odd_json_is_refused_in_words(name: str) -> None:
    for read in (package.read, reading.read):
        with pytest.raises(package.PackageError) as refused:
            read(REFUSED[name])  # type: ignore[operator]
        said = [str(refused.value)]
        said += [problem.message + problem.pointer for problem in refused.value.problems]
        assert "\n".join(said).encode()


@pytest.mark.parametrize("name", list(TAKEN))
def test_a_file_in_another_alphabet_is_the_same_file(name: str) -> None:
    taken = package.read(TAKEN[name])
    assert taken.title == "Sổ tay"
    assert canonical.dumps(taken.body) == canonical.dumps(WHOLE["body"])


@pytest.mark.django_db
def test_the_pages_that_take_files_say_what_is_wrong() -> None:
    agency = factories.agency()
    secretary = factories.person(agency, role="iso_secretary", roles=("drafter",))
    document = services.create(secretary, agency, "manual", title="Sổ tay")
    client = Client()
    client.force_login(secretary)
    content = str(REFUSED["half a character as a name in a row"]).encode()
    for address in (f"/admin/tai-lieu/{document.pk}/nhap/", "/admin/tai-lieu/them/?kind=manual"):
        for name in ("a.json", f"a{HALF}.json".encode("utf-8", "replace").decode()):
            sent = {"file": SimpleUploadedFile(name, content), "title": "x", "code": "y"}
            answer = client.post(address, sent)
            assert answer.status_code == 422
            assert "ký tự không hợp lệ" in answer.content.decode()


def odd(value: Any) -> Iterator[Any]:
    """The value with each of its parts in turn replaced by something odd, as text of JSON."""
    deep = "[" * 150 + "]" * 150
    marks = [json.dumps(HALF), json.dumps({HALF: 1}), "NaN", "9" * 4000, "1e999", deep]
    for number, place in enumerate(places(value)):
        made = copy.deepcopy(value)
        target = made
        for part in place[:-1]:
            target = target[part]
        target[place[-1]] = "@@"
        # Each kind of oddity somewhere; not each at every place.
        yield json.dumps(made).replace('"@@"', marks[number % len(marks)])


def places(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for part, inside in pairs:
        yield (*before, part)
        if isinstance(inside, dict | list):
            yield from places(inside, (*before, part))


@pytest.mark.django_db
def test_what_scripts_of_the_editor_send_is_never_an_error_of_ours() -> None:
    agency = factories.agency()
    secretary = factories.person(agency, role="iso_secretary", roles=("drafter",))
    client = Client()
    client.force_login(secretary)
    asked: dict[str, dict[str, Any]] = {
        "/admin/dieu-kien/": {
            "kind": "rule", "source": "form-or-inputs",
            "body": {"inputs": [{"id": "a", "label": "x", "type": "text"}]},
            "logic": {"==": [{"var": "a"}, "b"]},
        },
        "/admin/tai-lieu/dan-bang/": {
            "kind": "process", "pointer": "/legal_basis", "rows": [["61/2018/NĐ-CP", "b"]],
            "body": {"steps": [{"id": "b1", "title": "Bước"}]},
        },
        "/admin/buoc-mau/chen/": {"template": "x", "body": {"steps": []}},
    }  # fmt: skip
    for address, question in asked.items():
        for text in [*odd(question), "[" * 9000 + "]" * 9000, "null", "1", ""]:
            answer = client.post(address, text.encode(), content_type="application/json")
            assert answer.status_code < 500, (address, text[:300])


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["process", "rule", "form"])
def test_what_a_page_of_the_editor_sends_is_never_an_error_of_ours(kind: str) -> None:
    agency = factories.agency()
    secretary = factories.person(agency, role="iso_secretary", roles=("drafter",))
    form = factories.uid_of(factories.install(agency, "form", factories.small_form()))
    made = {
        "process": factories.small_process(form),
        "rule": factories.small_rule(form),
        "form": factories.small_form(),
    }
    client = Client()
    client.force_login(secretary)
    document = services.create(secretary, agency, kind, title="Thử", body=made[kind])
    plain = posted(document)
    held = {name: text for name, text in plain.items() if text[:1] in ("{", "[")}
    assert held
    for name, text in held.items():
        value = json.loads(text)
        for sent in list(odd(value))[:: max(1, len(list(places(value))) // 8)]:
            document.refresh_from_db()
            changed = posted(document) | {name: sent}
            answer = client.post(f"/admin/tai-lieu/{document.pk}/sua/", changed)
            assert answer.status_code < 500, (name, sent[:300])
            stored = Document.objects.of(agency).get(pk=document.pk)
            assert stored.body.encode() and stored.data is not None
            assert client.get(f"/admin/tai-lieu/{document.pk}/sua/").status_code == 200
