"""«Tên, biểu trưng, màu sắc»: an administrator's way through the page, and what strangers get."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from registry.administration import services
from registry.organisation.identity import identity_of
from registry.organisation.models import Agency
from tests import factories
from tests.cms.system.conftest import Place, client_of

PAGE = "/admin/to-chuc/nhan-dien/"


def picture(name: str = "huy-hieu.png", form: str = "PNG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "#c8102e").save(out, form)
    return SimpleUploadedFile(name, out.getvalue())


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "name": "UBND phường Hòa Bình",
        "short_name": "Hòa Bình",
        "motto": "Gần dân, vì dân",
        "brand": "#7a1f2b",
        "address": "24 Nguyễn Trãi",
        "telephone": "0234 382 2115",
        "email": "ubnd.hoabinh@example.gov.vn",
        "hours": "Thứ Hai đến thứ Sáu\r\n7:30 – 11:30",
        **changes,
    }


def fresh(agency: Agency) -> Agency:
    return Agency.objects.get(pk=agency.pk)


def test_the_administrator_sets_all_of_it(place: Place) -> None:
    client = client_of(place.admin)
    assert PAGE in client.get("/admin/").content.decode()
    answer = client.post(PAGE, typed(mark=picture()), follow=True)
    page = answer.content.decode()
    assert "Đã lưu tên ngắn, khẩu hiệu, màu chủ đạo" in page
    own = identity_of(fresh(place.agency))
    assert own.hours == "Thứ Hai đến thứ Sáu\n7:30 – 11:30"
    assert own.mark and own.mark in page and 'fill="#7a1f2b"' in page
    assert "Cơ quan tự đặt." in page and "Bỏ, dùng mặc định" in page


def test_mark_and_colours_are_served_for_ever_to_everybody(place: Place) -> None:
    client_of(place.admin).post(PAGE, typed(mark=picture()))
    own = identity_of(fresh(place.agency))
    for address, sort in ((own.mark, "image/webp"), (own.stylesheet, "text/css; charset=utf-8")):
        assert address is not None
        answer = Client().get(address)
        assert answer.status_code == 200 and answer["Content-Type"] == sort
        assert "immutable" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert own.mark and own.stylesheet
    assert Image.open(io.BytesIO(Client().get(own.mark).content)).size == (256, 256)
    sheet = Client().get(own.stylesheet).content.decode()
    assert "--side:#7a1f2b;" in sheet and ".w-theme-dark" in sheet
    for wrong in (
        own.mark.replace(".webp", "0.webp"),
        own.mark.replace(str(place.agency.uid), str(place.beside.uid)),
        own.stylesheet.replace("7a1f2b", "7a1f2c"),
        "/mau-sac/ffd75e-000000000000.css",
    ):
        assert Client().get(wrong).status_code == 404, wrong


def test_nothing_typed_and_no_mark_is_lost_when_something_is_wrong(place: Place) -> None:
    client = client_of(place.admin)
    answer = client.post(PAGE, typed(brand="#ffd75e", telephone="gọi cô Lan", mark=picture()))
    page = answer.content.decode()
    assert answer.status_code == 422 and identity_of(fresh(place.agency)).motto != "Gần dân"
    for text in ("Gần dân, vì dân", "24 Nguyễn Trãi", "gọi cô Lan", "Hình vừa chọn được giữ lại"):
        assert text in page
    kept = answer.context["form"].kept_mark
    assert kept in page
    answer = client.post(PAGE, typed(kept=kept, brand="#ffd75e"))
    page = answer.content.decode()
    assert "độ tương phản chỉ 1,3:1" in page
    offered = answer.context["darker"]
    assert f'name="mau" value="{offered}"' in page
    # The button that offers a colour saves all the rest too.
    answer = client.post(PAGE, typed(kept=kept, brand="#ffd75e", mau=offered), follow=True)
    own = identity_of(fresh(place.agency))
    assert (own.ground, own.motto) == (offered, "Gần dân, vì dân") and own.mark


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "hình vẽ SVG"),
        ("a.png", b"GIF89a" + b"\0" * 50, "JPEG, PNG hoặc WebP"),
        ("a.png", b"", "Tệp rỗng"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 20_000_000, "lớn hơn 8 MB"),
    ],
    ids=["svg", "gif", "empty", "large"],
)
def test_what_is_no_mark_is_said_at_its_field(
    place: Place, name: str, content: bytes, words: str
) -> None:
    answer = client_of(place.admin).post(PAGE, typed(mark=SimpleUploadedFile(name, content)))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["mark"])
    assert fresh(place.agency).mark == "" and fresh(place.agency).motto == ""


def test_a_picture_by_another_name_is_a_picture(place: Place) -> None:
    client_of(place.admin).post(PAGE, typed(mark=picture("huy-hieu.svg", "WEBP")))
    assert identity_of(fresh(place.agency)).mark


def test_each_field_goes_back_to_what_the_province_says(place: Place) -> None:
    province = factories.agency(name="UBND tỉnh Trường Giang")
    Agency.objects.filter(pk=place.agency.pk).update(parent=province)
    services.set_identity(None, province, {"motto": "Của tỉnh", "brand": "#1b4332"})
    client = client_of(place.admin)
    page = client.get(PAGE).content.decode()
    assert "Lấy từ UBND tỉnh Trường Giang: «Của tỉnh»." in page and 'fill="#1b4332"' in page
    # Who looks at the colour of the province and saves something else has not chosen it.
    client.post(PAGE, typed(brand="#1b4332", mark=picture()))
    assert fresh(place.agency).brand == ""
    client.post(PAGE, typed())
    assert fresh(place.agency).brand == "#7a1f2b"
    assert "Bỏ, dùng của UBND tỉnh Trường Giang" in client.get(PAGE).content.decode()
    for field, other in (("brand", {}), ("motto", {"brand": "#1b4332"}), ("mark", {"motto": ""})):
        answer = client.post(
            PAGE, typed(**{"brand": "#1b4332", "motto": "", **other, "tra-lai": field})
        )
        assert answer.status_code == 302
        assert getattr(fresh(place.agency), field) == ""
    own = identity_of(fresh(place.agency))
    assert (own.motto, own.ground, own.mark) == ("Của tỉnh", "#1b4332", None)
    assert own.address == "24 Nguyễn Trãi"


def test_whoever_manages_several_agencies_chooses_one(place: Place) -> None:
    from registry.organisation.models import Membership

    Membership.objects.create(agency=place.beside, user=place.admin, role="agency_admin")
    client = client_of(place.admin)
    assert f"?co-quan={place.beside.pk}" in client.get(PAGE).content.decode()
    there = f"{PAGE}?co-quan={place.beside.pk}"
    assert client.post(there, typed(name="UBND phường Bên")).url == there
    assert fresh(place.beside).motto and not fresh(place.agency).motto


def test_others_find_no_such_page(place: Place) -> None:
    for person in (place.secretary, place.leader, place.deputy):
        client = client_of(person)
        assert client.get(PAGE).status_code == client.post(PAGE, typed()).status_code == 404
        assert PAGE not in client.get("/admin/").content.decode()
    client = client_of(place.stranger)
    foreign = f"{PAGE}?co-quan={place.agency.pk}"
    assert client.get(foreign).status_code == client.post(foreign, typed()).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert fresh(place.agency).motto == ""
