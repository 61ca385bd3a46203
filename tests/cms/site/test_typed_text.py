"""What editors type on public pages is settled wherever it stands; what shows nothing is empty."""

import io
import json
import unicodedata
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail import blocks

from cms.models import HomePage, NewsIndex, NewsPage
from cms.site import pictures, services
from cms.site.blocks import BodyBlock, settled
from cms.site.pages import path_of
from registry.organisation.models import Agency, User
from tests import factories
from tests.cms.site.test_editors import body_of, news

pytestmark = pytest.mark.django_db
# Ð for Đ, letters and marks apart, zero width, soft hyphens, spaces that do not break.
ODD = unicodedata.normalize("NFD", "\ufeffÐiều") + "\u200b\u00a0động –\u2003vi\u00adên chức\u200b "
MEANT = "Điều động – viên chức"
NOTHING = "\u200b\ufeff \u00a0\u2060\u00ad"


@pytest.fixture
def agency() -> Agency:
    return factories.agency("H1", name="Ủy ban nhân dân phường Hòa Bình")


@pytest.fixture
def editor(agency: Agency) -> User:
    return factories.person(agency, role="site_editor")


@pytest.fixture
def home(editor: User, agency: Agency, tmp_path: Path, settings: Any) -> HomePage:
    settings.MEDIA_ROOT = tmp_path / "media"
    return services.establish(editor, agency)


@pytest.fixture
def picture(editor: User, home: HomePage) -> str:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "navy").save(out, format="JPEG")
    return str(pictures.store(editor, "Bàn tiếp nhận", out.getvalue()).pk)


def rows(*texts: str) -> dict[str, str]:
    """What the form posts for a list."""
    posted = {"numbered": "on", "rows-count": str(len(texts))}
    for place, text in enumerate(texts):
        name = f"rows-{place}"
        posted |= {
            f"{name}-deleted": "", f"{name}-order": str(place), f"{name}-id": "",
            f"{name}-value": text,
        }  # fmt: skip
    return posted


def everything(picture: str, text: str) -> dict[str, str]:
    """A body with this text in every place where there can be one."""
    return body_of(
        ("heading", text),
        ("text", f"{text}\r\n\r\n{text}"),
        ("list", rows(text, text)),
        ("picture", {"picture": picture, "description": text, "caption": text}),
        ("link", {"text": text, "address": f"\u200b/thu-tuc/{NOTHING}"}),
        ("notice", text),
    )


def post(editor: User, home: HomePage, **said: str) -> Any:
    client = Client()
    client.force_login(editor)
    index = NewsIndex.objects.child_of(home).get()
    address = reverse("wagtailadmin_pages:add", args=["cms", "newspage", index.pk])
    return client.post(address, news(**said))


def said_of_body(answer: Any) -> str:
    """What the form says at the blocks of the body."""
    assert answer.status_code == 200 and set(answer.context["form"].errors) == {"body"}
    (error,) = answer.context["form"].errors.as_data()["body"]
    return json.dumps(error.as_json_data(), ensure_ascii=False)


def texts(value: Any) -> list[str]:
    """Every text that a stored body holds."""
    if isinstance(value, dict):
        ours = {name: one for name, one in value.items() if name not in ("id", "type", "picture")}
        return [text for one in ours.values() for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


def test_every_text_of_a_body_is_settled(editor: User, home: HomePage, picture: str) -> None:
    answer = post(editor, home, **everything(picture, ODD), **{"action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    page = NewsPage.objects.get()
    kept = texts(list(page.body.raw_data))
    assert kept == [
        MEANT, f"{MEANT} \n\n{MEANT}", MEANT, MEANT, MEANT, MEANT, MEANT, "/thu-tuc/", MEANT,
    ]  # fmt: skip
    read = unescape(Client().get(path_of(page)).content.decode())
    assert MEANT in read and "\u200b" not in read and "Ð" not in read


def test_what_introduces_a_page_is_settled_too(editor: User, home: HomePage) -> None:
    post(editor, home, title=ODD, lead=ODD, search_description=ODD)
    page = NewsPage.objects.get().get_latest_revision_as_object()
    assert (page.title, page.lead, page.search_description) == (MEANT, MEANT, MEANT)
    answer = post(editor, home, slug="khac", lead=NOTHING, **{"action-publish": "1"})
    assert set(answer.context["form"].errors) == {"lead"}


def hollow(kind: str, picture: str) -> Any:
    """A block of this kind whose required text shows nothing."""
    return {
        "list": rows("Mang theo căn cước", NOTHING),
        "picture": {"picture": picture, "description": NOTHING, "caption": ""},
        "link": {"text": NOTHING, "address": "/thu-tuc/"},
    }.get(kind, NOTHING)


@pytest.mark.parametrize("kind", ["heading", "text", "notice", "list", "picture", "link"])
def test_a_required_text_that_shows_nothing_is_empty(
    editor: User, home: HomePage, picture: str, kind: str
) -> None:
    given = body_of((kind, hollow(kind, picture)))
    answer = post(editor, home, **given, **{"action-publish": "1"})
    assert "bắt buộc" in said_of_body(answer)
    assert not NewsPage.objects.exists()


def test_a_list_without_a_row_is_empty_and_a_draft_may_wait_for_it(
    editor: User, home: HomePage
) -> None:
    answer = post(editor, home, **body_of(("list", rows())), **{"action-publish": "1"})
    assert "Danh sách chưa có mục nào" in said_of_body(answer)
    assert post(editor, home, **body_of(("list", rows()))).status_code == 302


def test_a_caption_that_shows_nothing_is_none(editor: User, home: HomePage, picture: str) -> None:
    block = {"picture": picture, "description": "Bàn tiếp nhận", "caption": NOTHING}
    post(editor, home, **body_of(("picture", block)), **{"action-publish": "1"})
    (kept,) = NewsPage.objects.get().body
    assert kept.value["caption"] == ""


def test_what_fits_once_it_is_settled_is_taken(editor: User, home: HomePage) -> None:
    """Lengths are those of what is kept: 200 letters, each with a sign that nobody sees."""
    given = body_of(("heading", "ộ\u200b" * 200))
    answer = post(editor, home, **given, **{"action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors


def text_blocks(block: blocks.Block) -> list[blocks.Block]:
    """Every block into which text is typed, the block itself or inside it."""
    inside = list(getattr(block, "child_blocks", {}).values())
    if isinstance(block, blocks.ListBlock):
        inside = [block.child_block]
    found = [one for child in inside for one in text_blocks(child)]
    own = isinstance(getattr(block, "field", None), forms.CharField)
    return [block, *found] if own else found


def test_no_kind_of_block_is_left_out() -> None:
    """Also a block that is added tomorrow, however deep it stands."""

    class Deep(blocks.StreamBlock):
        rows = blocks.ListBlock(
            blocks.StructBlock([("note", blocks.TextBlock()), ("body", BodyBlock())])
        )

    deep = Deep()
    value = deep.to_python(
        [
            {"type": "rows", "value": [
                {"note": ODD, "body": [{"type": "heading", "value": ODD}]}
            ]}
        ]
    )  # fmt: skip
    assert texts(deep.get_prep_value(settled(deep, value))) == [MEANT, MEANT]
    assert len(text_blocks(BodyBlock())) == 8
    assert all(settled(block, ODD) == MEANT for block in text_blocks(BodyBlock()))
