"""How an agency presents itself: who says it, what comes from above, what may be chosen."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from registry import policy
from registry.administration import services
from registry.files import pictures
from registry.files.inspection import FileError
from registry.organisation import colours
from registry.organisation.identity import Identity, identity_of, mark_path
from registry.organisation.models import Agency, User
from registry.organisation.periods import OrganisationError
from registry.packages import exporting
from registry.trail.events import data_of
from registry.trail.models import Event
from tests import factories

TOKENS = Path("registry/static/registry/ui/tokens.css")
ANY_COLOUR = some.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture
def province(db: None) -> Agency:
    return factories.agency(name="UBND tỉnh Trường Giang")


@pytest.fixture
def ward(province: Agency) -> Agency:
    return factories.agency(name="UBND phường Hòa Bình", parent=province)


@pytest.fixture
def admin(ward: Agency) -> User:
    return factories.person(ward, role="agency_admin")


def picture(size: tuple[int, int] = (120, 120), form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#c8102e").save(out, form, **options)
    return out.getvalue()


def dots(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw), formats=["WEBP"])


def changes(agency: Agency) -> list[dict[str, Any]]:
    rows = Event.objects.filter(agency=agency, type="agency.identity_changed").order_by("seq")
    return [data_of(row)["changed"] for row in rows]


def test_what_the_agency_says_is_shown_and_written_down(ward: Agency, admin: User) -> None:
    said = {"name": " UBND  phường Hòa Bình mới", "brand": "7A1F2B", "telephone": "0234 382 2115"}
    assert services.set_identity(admin, ward, said) == ["name", "brand", "telephone"]
    shown = identity_of(Agency.objects.get(pk=ward.pk))
    assert (shown.name, shown.ground) == ("UBND phường Hòa Bình mới", "#7a1f2b")
    assert (shown.telephone, shown.dial) == ("0234 382 2115", "02343822115")
    assert changes(ward) == [
        {
            "name": ["UBND phường Hòa Bình", "UBND phường Hòa Bình mới"],
            "brand": ["", "#7a1f2b"],
            "telephone": ["", "0234 382 2115"],
        }
    ]
    assert services.set_identity(admin, ward, said) == []
    assert len(changes(ward)) == 1


@pytest.mark.parametrize("role", ["iso_secretary", "top_leader", "site_editor", "staff"])
def test_only_who_manages_the_agency_says_it(ward: Agency, role: str) -> None:
    with pytest.raises(policy.Forbidden):
        services.set_identity(factories.person(ward, role=role), ward, {"motto": "Của tôi"})


def test_who_manages_another_agency_says_nothing_here(ward: Agency, province: Agency) -> None:
    beside = factories.person(factories.agency(name="UBND phường Bên"), role="agency_admin")
    below = factories.person(ward, role="province_admin")
    for actor, agency in ((beside, ward), (below, province)):
        with pytest.raises(policy.Forbidden):
            services.set_identity(actor, agency, {"motto": "Của người khác"})
    assert not Event.objects.filter(type="agency.identity_changed").exists()


def test_a_ward_takes_over_what_it_does_not_say(
    ward: Agency, province: Agency, admin: User
) -> None:
    services.set_identity(
        None,
        province,
        {
            "motto": "Công khai, đúng hẹn", "brand": "#7a1f2b", "telephone": "1022",
            "hours": "Thứ Hai đến thứ Sáu", "address": "12 Lê Lợi", "email": "tinh@example.gov.vn",
        },
        mark=pictures.mark(picture()),
    )  # fmt: skip
    above, own = identity_of(province), identity_of(Agency.objects.get(pk=ward.pk))
    for name in ("motto", "ground", "stylesheet", "mark", "telephone", "hours"):
        assert getattr(own, name) == getattr(above, name), name
    # Nobody is sent to the house, or the letter box, of another agency.
    assert (own.name, own.address, own.email) == ("UBND phường Hòa Bình", "", "")

    services.set_identity(admin, ward, {"motto": "Gần dân", "brand": "#1b4332"})
    own = identity_of(ward)
    assert (own.motto, own.ground, own.telephone) == ("Gần dân", "#1b4332", "1022")
    services.set_identity(admin, ward, {"motto": "", "brand": ""})
    assert identity_of(ward).motto == "Công khai, đúng hẹn"


def test_where_nobody_says_anything_the_product_speaks(ward: Agency) -> None:
    shown = identity_of(ward)
    assert (shown.mark, shown.stylesheet, shown.telephone) == (None, None, "")
    assert shown.motto == Identity().motto and shown.ground == colours.PRODUCT
    assert identity_of(None).name == "ISO điện tử"
    for name in ("brand", "side"):
        assert re.search(rf"--{name}: +var\(--light, {colours.PRODUCT}\)", TOKENS.read_text())


def test_it_costs_one_query_at_most(
    ward: Agency, admin: User, django_assert_num_queries: Any
) -> None:
    village = factories.agency(name="Tổ dân phố 1", parent=ward)
    read = Agency.objects.get(pk=village.pk)
    with django_assert_num_queries(1):
        identity_of(read)
        assert identity_of(read).name == "Tổ dân phố 1"
    half = Agency.objects.select_related("parent").get(pk=village.pk)
    with django_assert_num_queries(1):
        identity_of(half)
    agency = policy.standing(admin).agency
    with django_assert_num_queries(0):
        identity_of(agency)


def test_agencies_in_a_circle_end(ward: Agency, province: Agency) -> None:
    Agency.objects.filter(pk=province.pk).update(parent=ward)
    assert identity_of(Agency.objects.get(pk=ward.pk)).name == ward.name


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("name", " ", "Chưa nhập tên"),
        ("name", "a" * 256, "255 ký tự"),
        ("telephone", "gọi cô Lan", "0234 382 2115"),
        ("email", "ubnd.hoabinh", "thư điện tử"),
        ("brand", "xanh", "#0f4c5c"),
        ("brand", "#ffd75e", "1,3:1"),
        ("hours", "a" * 301, "300 ký tự"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    ward: Agency, admin: User, name: str, value: str, words: str
) -> None:
    with pytest.raises(OrganisationError, match=re.escape(words)) as refused:
        services.set_identity(admin, ward, {"motto": "Gần dân", name: value})
    assert refused.value.field == name
    assert Agency.objects.get(pk=ward.pk).motto == "" and not changes(ward)


@given(ANY_COLOUR)
def test_the_colour_offered_is_the_nearest_that_passes(colour: str) -> None:
    offered = colours.darker(colour)
    assert colours.bears_white(offered) and not colours.refusal(offered)
    assert (offered == colour) == colours.bears_white(colour)
    if offered != colour:
        # A step lighter on the way from the chosen one would not do.
        way = [colours.mixed(colour, colours.BLACK, share / 255) for share in range(256)]
        before = way[way.index(offered) - 1]
        assert not colours.bears_white(before)
        assert offered in colours.refusal(colour)


@given(ANY_COLOUR)
def test_letters_are_read_on_whatever_follows_from_a_colour(colour: str) -> None:
    sheet = colours.sheet(colours.darker(colour))
    value = dict(re.findall(r"(--[\w-]+):(#[0-9a-f]{6});", sheet))
    for letters, ground in (
        ("--side-ink", "--side"), ("--side-ink", "--side-on"),
        ("--side-quiet", "--side"), ("--side-quiet", "--side-on"),
    ):  # fmt: skip
        assert colours.contrast(value[letters], value[ground]) >= 4.5, (letters, ground)
    # It says anew what there is: another name would change nothing.
    assert set(value) <= set(re.findall(r"(--[\w-]+):", TOKENS.read_text()))
    # Headings, on the card and on the darkest of the light grounds.
    assert colours.contrast(value["--brand"], "#e6f2f2") >= 4.5
    assert colours.contrast(value["--brand"], "#ffffff") >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert colours.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert colours.bears_white("#767676") and not colours.bears_white("#777777")


def test_a_mark_is_drawn_anew_into_a_square() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Nhà của bà Tư"
    drawn = pictures.mark(picture((900, 300), "JPEG", exif=exif) + b"<script>alert(1)</script>")
    shown = dots(drawn.raw)
    assert shown.size == (256, 256) and shown.mode == "RGBA"
    assert shown.getpixel((128, 128))[3] == 255 and shown.getpixel((128, 5))[3] == 0
    assert b"script" not in drawn.raw and "Nhà của".encode() not in drawn.raw
    assert len(drawn.raw) < 30_000
    assert dots(pictures.mark(picture((100, 80))).raw).size == (100, 100)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_mark_stands_still(form: str) -> None:
    frames = [Image.new("RGB", (90, 90), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=100)
    assert getattr(dots(pictures.mark(out.getvalue()).raw), "n_frames", 1) == 1


def gif() -> bytes:
    frames = [Image.new("P", (90, 90), number) for number in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (b"<?xml version='1.0'?><!-- --><SVG xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (gif, "JPEG, PNG hoặc WebP"),
        (b"%PDF-1.5", "JPEG, PNG hoặc WebP"),
        (b"", "JPEG, PNG hoặc WebP"),
        (lambda: picture()[:60], "JPEG, PNG hoặc WebP"),
        (lambda: picture((9000, 5000)), "điểm ảnh"),
        (lambda: picture((40, 40)), "nhòe"),
        (lambda: picture() + b"\0" * 20_000_000, "lớn hơn 8 MB"),
    ],
    ids=["svg", "gif", "pdf", "empty", "broken", "bomb", "tiny", "large"],
)
def test_what_is_no_mark_is_refused(made: bytes | Callable[[], bytes], words: str) -> None:
    content = made if isinstance(made, bytes) else made()
    assert len(content) < 500_000 or words == "lớn hơn 8 MB"
    with pytest.raises(FileError, match=words):
        pictures.mark(content)


def test_a_mark_is_kept_and_taken_back(ward: Agency, admin: User) -> None:
    first, second = pictures.mark(picture()), pictures.mark(picture((64, 200)))
    services.set_identity(admin, ward, {}, mark=first)
    address = identity_of(ward).mark
    with default_storage.open(mark_path(ward)) as file:
        assert file.read() == first.raw
    assert services.set_identity(admin, ward, {}, mark=first) == []
    services.set_identity(admin, ward, {}, mark=second)
    assert identity_of(ward).mark not in (address, None)
    services.set_identity(admin, ward, {}, without_mark=True)
    assert identity_of(ward).mark is None
    assert changes(ward)[-1] == {"mark": [second.digest, ""]}


def test_what_it_says_goes_along_with_the_agency(ward: Agency, admin: User) -> None:
    services.set_identity(admin, ward, {"motto": "Gần dân", "brand": "#1b4332"})
    text = exporting.export(ward)
    assert '"motto": "Gần dân"' in text and '"brand": "#1b4332"' in text
    assert '"address"' not in text


def test_the_installation_laid_down_again_takes_no_name_back(ward: Agency, admin: User) -> None:
    services.set_identity(admin, ward, {"name": "UBND phường Hòa Bình mới"})
    again = services.establish(ward.code, "UBND phường Hòa Bình")
    assert (again, again.name) == (ward, "UBND phường Hòa Bình mới")
