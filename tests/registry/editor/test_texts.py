"""Structured texts on their pages: what a post may bring, whose images open, what is pasted."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from registry.documents import services
from registry.documents.models import Document, Stage
from registry.documents.texts.models import DocumentFile
from registry.organisation.models import Agency, User
from tests import factories
from tests.registry.editor.pages import client_of, posted, url

pytestmark = pytest.mark.django_db
FIELD = "p0-sections-0-value-text"


def png(colour: str = "white") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (90, 60), colour).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def secretary(agency: Agency) -> User:
    return factories.person(agency, role="iso_secretary")


@pytest.fixture
def manual(agency: Agency, secretary: User) -> Document:
    body = {"sections": [{"id": "s", "heading": "Phạm vi", "text": "Một.\n\nHai."}]}
    return services.create(secretary, agency, "manual", title="Sổ tay", code="ST", body=body)


def send(user: User, document: Document, state: Any) -> Any:
    document.refresh_from_db()
    text = state if isinstance(state, str) else json.dumps(state)
    page = url("edit", document)
    return client_of(user).post(page, posted(document, **{FIELD: text}))


def text_of(document: Document) -> Any:
    document.refresh_from_db()
    return document.typed["sections"][0].get("text")


def put(user: User, document: Document, content: bytes, name: str = "Sơ đồ.png") -> Any:
    file = {"file": SimpleUploadedFile(name, content)}
    return client_of(user).post(url("put_picture", document), file)


def image(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "blocks": [{"key": "h", "text": " ", "type": "atomic",
                    "entityRanges": [{"offset": 0, "length": 1, "key": 0}]}],
        "entityMap": {"0": {"type": "ISO-IMAGE", "data": {"alt": "Sơ đồ", "file": told}}},
    }  # fmt: skip


def issue(secretary: User, document: Document) -> None:
    document.refresh_from_db()
    dossier = services.freeze(secretary, [document], title="Bộ")
    services.set_stage(dossier, Stage.AWAITING_ISSUE, actor=secretary)
    services.issue(secretary, dossier, decision_no="1/QĐ", approvals=[])


def test_what_a_post_brings_is_kept_and_never_fails(manual: Document, secretary: User) -> None:
    before = manual.body
    assert client_of(secretary).post(url("edit", manual), posted(manual)).status_code == 302
    manual.refresh_from_db()
    assert manual.body == before

    link = {"0": {"type": "LINK", "data": {"url": "javascript:alert(1)"}}}
    marked = [{"key": "d1", "text": "Bấm đây", "type": "script", "depth": 9999,
               "entityRanges": [{"offset": 0, "length": 7, "key": 0}]}]  # fmt: skip
    assert send(secretary, manual, {"blocks": marked, "entityMap": link}).status_code == 302
    assert text_of(manual) == [{"id": "d1", "type": "paragraph", "runs": [{"text": "Bấm đây"}]}]

    for nonsense in ('{"blocks": 5}', "[" * 3000, '"x"', "Chữ gõ vào"):
        assert send(secretary, manual, nonsense).status_code == 302
        assert text_of(manual) == nonsense
    assert send(secretary, manual, "null").status_code == 302
    assert text_of(manual) is None

    # A paragraph that is too long goes into no body, and is there to be shortened.
    long = [{"key": "a", "text": "đ" * 20001, "type": "unstyled"}, {"key": "b", "text": "Ngắn"}]
    assert send(secretary, manual, {"blocks": long, "entityMap": {}}).status_code == 302
    manual.refresh_from_db()
    assert [block["id"] for block in manual.data["sections"][0]["text"]] == ["b"]
    assert [block["id"] for block in text_of(manual)] == ["a", "b"]
    page = client_of(secretary).get(url("edit", manual)).content.decode()
    assert "Đoạn này quá dài: nhiều nhất 20000 ký tự" in page


def test_an_image_opens_for_who_reads_the_text_that_names_it(
    manual: Document, agency: Agency, secretary: User
) -> None:
    told = put(secretary, manual, png()).json()["file"]
    assert (told["name"], told["content_type"]) == ("Sơ đồ.webp", "image/webp")
    mine, staff = client_of(secretary), client_of(factories.person(agency, role="staff"))
    address = reverse("documents:picture", args=[manual.pk, told["sha256"]])
    answer = mine.get(address)
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert "attachment" not in answer.get("Content-Disposition", "")
    assert staff.get(address).status_code in (302, 403, 404)
    of_text = reverse("documents:file_bytes", args=[manual.pk, told["sha256"]])
    # Until a save names it, it is in no text.
    assert mine.get(f"{of_text}?ban=soan-thao").status_code == 404
    assert send(secretary, manual, image(told)).status_code == 302
    assert mine.get(f"{of_text}?ban=soan-thao").status_code == 200

    issue(secretary, manual)
    version = manual.versions.get()
    read = staff.get(reverse("documents:inspect", args=[manual.pk])).content.decode()
    assert f'<img src="{of_text}?ban={version.pk}" alt="Sơ đồ">' in read
    assert staff.get(f"{of_text}?ban={version.pk}").status_code == 200
    item = manual.dossier_items.get()
    assert mine.get(f"{of_text}?ban=i{item.pk}").status_code == 200
    assert staff.get(f"{of_text}?ban=i{item.pk + 1}").status_code == 404

    # A copy has it too; what others wrote into their text by hand opens nothing.
    copy = services.create(secretary, agency, "manual", title="Bản chép", begun_from=version)
    assert mine.get(
        reverse("documents:file_bytes", args=[copy.pk, told["sha256"]]) + "?ban=soan-thao"
    ).status_code == 200  # fmt: skip
    other_agency = factories.agency("H77")
    stranger = factories.person(other_agency, role="iso_secretary")
    theirs = services.create(
        stranger, other_agency, "manual", title="Của họ",
        body={"sections": [{"id": "s", "heading": "A", "text": [
            {"id": "h", "type": "image", "alt": "Trộm", "file": told}]}]},
    )  # fmt: skip
    abroad = client_of(stranger)
    for document in (manual, theirs):
        for name in ("picture", "file_bytes"):
            where = reverse(f"documents:{name}", args=[document.pk, told["sha256"]])
            assert abroad.get(f"{where}?ban=soan-thao").status_code == 404
    assert abroad.post(url("put_picture", manual), {}).status_code == 404
    named = reverse("documents:named", args=[manual.uid])
    assert abroad.get(named).status_code == 404
    assert staff.get(named)["Location"] == reverse("documents:inspect", args=[manual.pk])


def test_what_is_no_picture_is_refused_in_words(
    manual: Document, agency: Agency, secretary: User
) -> None:
    for content, said in ((b"<svg/>", "SVG"), (b"MZ", "không phải hình"), (b"", "Tệp rỗng")):
        answer = put(secretary, manual, content)
        assert answer.status_code == 422 and said in answer.json()["error"]
    assert client_of(secretary).post(url("put_picture", manual)).status_code == 422
    plan = services.create(secretary, agency, "plan", title="Kế hoạch")
    assert put(secretary, plan, png()).status_code == 409
    assert not DocumentFile.objects.of(agency).exists()


def test_a_paste_is_answered_with_blocks_or_with_a_reason(secretary: User) -> None:
    client, address = client_of(secretary), reverse("documents:paste_text")

    def asked(data: Any) -> Any:
        body = data if isinstance(data, str) else json.dumps(data)
        return client.post(address, body, content_type="application/json")

    told = asked({"html": "<p data-style='x'><b>Đậm</b> thường</p>"}).json()
    assert told["said"] == "Đã dán 1 đoạn."
    assert told["raw"]["blocks"][0]["inlineStyleRanges"] == [
        {"offset": 0, "length": 3, "style": "BOLD"}
    ]
    assert asked("{").status_code == asked("[1]").status_code == 400
    many = asked({"text": "\n".join("Đoạn" for _ in range(2001))})
    assert many.status_code == 400 and "Hãy dán từng phần" in many.json()["error"]
    assert client.get(address).status_code == 405


def test_a_text_that_cites_many_documents_asks_no_more_for_it(
    manual: Document, agency: Agency, secretary: User, django_assert_max_num_queries: Any
) -> None:
    cited = [
        factories.install(
            agency, "manual", {"sections": [{"id": "s", "heading": "A", "text": "B"}]},
            title=f"Tài liệu {number}", code=f"T-{number}",
        )
        for number in range(12)
    ]  # fmt: skip
    client = client_of(secretary)

    def asked(documents: list[Any]) -> dict[str, int]:
        runs = [
            {"text": f"{n} ", "citation": {"document": str(one.document.uid)}}
            for n, one in enumerate(documents)
        ]
        text = [{"id": "a", "type": "paragraph", "runs": runs}]
        manual.refresh_from_db()
        services.save_draft(
            secretary, manual, {"sections": [{"id": "s", "heading": "Phạm vi", "text": text}]},
            base_digest=manual.draft_digest,
        )  # fmt: skip
        counts = {}
        for name in ("inspect", "print", "edit", "preview"):
            with django_assert_max_num_queries(200) as counted:
                page = client.get(f"{url(name, manual)}?ban=soan-thao")
            assert page.status_code == 200
            counts[name] = len(counted)
        return counts

    asked(cited[:2])
    few, many = asked(cited[:2]), asked(cited)
    assert many == few
