"""Pages that editors write: whose they are, what strangers read, what is shut."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.models import Page

from cms.models import GuidePage, HomePage, NewsIndex, NewsPage, Picture
from cms.site import editors, pictures, services
from cms.site.pages import agency_of, path_of
from registry.files.inspection import FileError
from registry.organisation.models import Agency, User
from registry.policy import Forbidden
from registry.trail.models import Event
from tests import factories
from tests.cms.site.conftest import Committed, publish
from tests.faults.words import fault, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.agency("H1", name="Ủy ban nhân dân phường Hòa Bình")


@pytest.fixture
def editor(agency: Agency) -> User:
    return factories.person(agency, role="site_editor")


@pytest.fixture
def home(editor: User, agency: Agency) -> HomePage:
    return services.establish(editor, agency)


@pytest.fixture(autouse=True)
def _media(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def body_of(*blocks: tuple[str, Any]) -> dict[str, str]:
    """What the editor's form posts for a body."""
    posted = {"body-count": str(len(blocks))}
    for place, (kind, value) in enumerate(blocks):
        name = f"body-{place}"
        posted |= {
            f"{name}-type": kind, f"{name}-order": str(place), f"{name}-deleted": "",
            f"{name}-id": "",
        }  # fmt: skip
        values = value if isinstance(value, dict) else {"": value}
        posted |= {f"{name}-value{'-' + key if key else ''}": text for key, text in values.items()}
    return posted


def news(**changes: str) -> dict[str, str]:
    """A filled form of a piece of news; a body in `changes` stands in place of its own."""
    body = (
        {}
        if "body-count" in changes
        else body_of(("heading", "Thời gian"), ("text", "Từ 7 giờ 30."))
    )
    return {
        "title": "Làm việc sáng thứ Bảy",
        "slug": "lam-viec-sang-thu-bay",
        "day": "20/11/2026",
        "lead": "Từ tháng 12, bộ phận một cửa làm việc sáng thứ Bảy.",
        **body,
        **changes,
    }


def drawn(size: tuple[int, int] = (20, 10), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, options.pop("format", "JPEG"), **options)
    return out.getvalue()


def add_address(home: HomePage) -> str:
    index = NewsIndex.objects.child_of(home).get()
    return reverse("wagtailadmin_pages:add", args=["cms", "newspage", index.pk])


def test_the_bar_above_searches_what_is_issued_not_pages_at_a_shut_address(
    editor: User, home: HomePage
) -> None:
    client = Client()
    client.force_login(editor)
    page = client.get("/admin/").content.decode()
    found = re.search(r'role="search" action="([^"]*)"', page)
    assert found and found[1] == "/admin/tra-cuu/"
    assert client.get(found[1], {"q": "khai sinh"}).status_code == 200


def test_an_agency_gets_its_pages_with_one_button(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert "Tạo trang của cơ quan" in client.get("/admin/trang-cong-khai/").content.decode()
    agency = editor.memberships.get().agency
    answer = client.post("/admin/trang-cong-khai/tao/", {"co-quan": agency.pk})
    home = HomePage.objects.get(agency=agency)
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[home.pk])
    assert services.establish(editor, agency) == home
    assert NewsIndex.objects.child_of(home).count() == 1
    assert agency_of(home) == agency
    assert Event.objects.filter(agency=agency, type=services.ESTABLISHED).count() == 1


def test_a_draft_is_not_public_and_publishing_shows_it_at_once(
    client: Client, editor: User, home: HomePage, committed: Committed
) -> None:
    client.force_login(editor)
    client.get("/")
    with committed():
        answer = client.post(add_address(home), news())
    page = NewsPage.objects.get()
    assert answer.status_code == 302 and not page.live
    assert client.get(path_of(page)).status_code == 404
    assert "sáng thứ Bảy" not in client.get("/").content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with committed():
        answer = client.post(edit, news(**{"action-publish": "1"}))
    assert answer.status_code == 302, answer.context["form"].errors
    body = client.get(path_of(page)).content.decode()
    assert "<h2>Thời gian</h2>" in body and "<p>Từ 7 giờ 30.</p>" in body and "20/11/2026" in body
    assert "Làm việc sáng thứ Bảy" in client.get("/").content.decode()
    assert path_of(page) in client.get("/sitemap.xml").content.decode()
    assert Event.objects.get(type=services.PUBLISHED).actor == editor
    with CaptureQueriesContext(connection) as queries:
        client.get(path_of(page))
        client.get("/")
    assert len(queries) == 0
    with committed():
        client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert client.get(path_of(page)).status_code == 404
    assert "sáng thứ Bảy" not in client.get("/").content.decode()


def test_a_form_that_lost_its_counts_is_refused_in_words_and_changes_nothing(
    editor: User, home: HomePage
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(editor)
    client.post(add_address(home), news())
    page = NewsPage.objects.get()
    index = NewsIndex.objects.child_of(home).get()
    addresses = [
        add_address(home),
        reverse("wagtailadmin_pages:preview_on_add", args=["cms", "newspage", index.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]),
    ]
    whole = news(slug="khac")
    counts = [name for name in whole if re.search("-(count|deleted|order|type)$", name)]
    broken = [{n: v for n, v in whole.items() if n != name} for name in counts]
    for odd in ("", "x", "²", "-1", "1", "999999", "9" * 5000):
        broken.append({**whole, "body-count": odd})
        broken.append({**whole, "comments-TOTAL_FORMS": odd or "y", "comments-INITIAL_FORMS": odd})
    before = page.latest_revision_id, NewsPage.objects.count()
    for address in addresses:
        for form in broken:
            answer = client.post(address, form)
            assert fault(answer) == "", (address, form)
            if form.get("comments-TOTAL_FORMS") != "1":
                assert answer.status_code == 400 and "không hợp lệ" in text_of(answer), form
    page.refresh_from_db()
    assert page.latest_revision_id == before[0]


def test_the_editor_is_vietnamese_and_leads_back_to_the_own_pages(
    client: Client, editor: User, home: HomePage
) -> None:
    client.force_login(editor)
    body = client.get(add_address(home)).content.decode()
    for said in ("Ngày của tin", "Tóm tắt", "Nội dung", "Phần cuối của địa chỉ"):
        assert said in body, said
    assert 'type="datetime-local"' not in body and "giờ:phút ngày/tháng/năm" in body
    answer = client.get("/admin/pages/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/trang-cong-khai/")


def test_addresses_have_no_accents(client: Client, editor: User, home: HomePage) -> None:
    client.force_login(editor)
    typed = news(title="Lịch nghỉ Tết Đinh Mùi", slug="lịch-nghỉ-tết-đinh-mùi")
    assert client.post(add_address(home), typed).status_code == 302
    assert NewsPage.objects.get().slug == "lich-nghi-tet-dinh-mui"
    assert client.post(add_address(home), typed).status_code == 200
    assert NewsPage.objects.count() == 1


def test_a_scheduled_page_waits(client: Client, editor: User, home: HomePage) -> None:
    client.force_login(editor)
    client.post(
        add_address(home), news(**{"action-publish": "1", "go_live_at": "08:00 01/01/2036"})
    )
    page = NewsPage.objects.get()
    assert not page.live and page.approved_schedule
    assert "Hẹn giờ xuất bản" in client.get("/admin/trang-cong-khai/").content.decode()


def test_previews_show_the_page_itself(client: Client, editor: User, home: HomePage) -> None:
    client.force_login(editor)
    client.post(add_address(home), news())
    page = NewsPage.objects.get()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(address, news(title="Tên đang gõ"))
    body = client.get(address + "?mode=").content.decode()
    assert "Tên đang gõ" in body and "Thủ tục hành chính và theo dõi hồ sơ" in body


@pytest.mark.parametrize("role", ["iso_secretary", "staff", "agency_admin"])
def test_others_of_the_agency_do_not_edit(
    client: Client, agency: Agency, home: HomePage, role: str
) -> None:
    client.force_login(factories.person(agency, role=role))
    assert client.get("/admin/trang-cong-khai/").status_code == 404
    assert client.get(add_address(home)).status_code == 404
    address = reverse("wagtailadmin_pages:edit", args=[home.pk])
    assert client.get(address).status_code == 404


def test_editors_of_another_agency_reach_nothing(client: Client, home: HomePage) -> None:
    other = factories.agency("H2", name="Ủy ban nhân dân xã An Lạc")
    stranger = factories.person(other, role="site_editor")
    services.establish(stranger, other)
    client.force_login(stranger)
    for name in ("edit", "delete", "unpublish", "history", "view_draft", "preview_on_edit"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[home.pk])
        assert client.get(address).status_code == 404, name
        assert client.post(address, news()).status_code == 404, name
    assert client.get(add_address(home)).status_code == 404
    # Nor the front of the installation, or Wagtail's other screens.
    above = home.get_parent()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[above.pk])).status_code == 404
    for shut in ("/admin/images/", "/admin/documents/", "/admin/choose-page/", "/admin/reports/"):
        assert client.get(shut).status_code == 404, shut
    with pytest.raises(Forbidden):
        services.establish(stranger, agency_of(home))  # type: ignore[arg-type]


def test_the_policy_refuses_by_itself_too(home: HomePage, editor: User) -> None:
    stranger = factories.person(factories.agency("H2"), role="site_editor")
    rules = editors.AgencyPages()
    assert rules.user_has_permission_for_instance(editor, "change", home)
    assert not rules.user_has_permission_for_instance(stranger, "change", home)
    assert not rules.instances_user_has_permission_for(stranger, "change").exists()
    above = Page.objects.get(pk=home.get_parent().pk)
    assert not rules.user_has_permission_for_instance(editor, "change", above)


def test_home_pages_are_never_deleted(client: Client, editor: User, home: HomePage) -> None:
    client.force_login(editor)
    for page in (home, NewsIndex.objects.get()):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert Page.objects.filter(pk=page.pk).exists()
    guide = services.write(home.agency, "guide", "Giờ làm việc", "", [])
    client.post(reverse("wagtailadmin_pages:delete", args=[guide.pk]))
    assert not GuidePage.objects.exists()


def test_pages_of_an_agency_that_stopped_working_are_gone(
    client: Client, agency: Agency, home: HomePage, committed: Committed
) -> None:
    assert client.get(path_of(home)).status_code == 200
    agency.active = False
    with committed():
        agency.save()
    assert client.get(path_of(home)).status_code == 404


def test_links_to_procedures_follow_what_is_in_force(
    client: Client, agency: Agency, home: HomePage, committed: Committed
) -> None:
    version = publish(agency, "Đăng ký khai sinh")
    uid = factories.uid_of(version)
    guide = services.write(
        agency, "guide", "Cần gì", "", [{"type": "procedure", "value": {"procedure": uid}}]
    )
    assert "dang-ky-khai-sinh" in client.get(path_of(guide)).content.decode()
    agency_leader = factories.person(agency, role="quality_leader")
    from registry.documents import services as documents

    with committed():
        documents.cancel(agency_leader, version.document, reason="Bãi bỏ")
    assert "không còn hiệu lực" in client.get(path_of(guide)).content.decode()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "http://", "\\\\x"]
)
def test_links_lead_to_pages_only(
    client: Client, editor: User, home: HomePage, address: str
) -> None:
    client.force_login(editor)
    given = news(**body_of(("link", {"text": "Xem", "address": address})))
    answer = client.post(add_address(home), given | {"action-publish": "1"})
    assert answer.status_code == 200 and "body" in answer.context["form"].errors
    assert not NewsPage.objects.exists()


def test_a_picture_is_drawn_anew(
    editor: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Nhà của bà Tư"
    exif[0x0112] = 6
    hidden = drawn((400, 200), exif=exif) + b"<script>alert(1)</script>"
    around, depths = len(connection.savepoint_ids), []
    real = pictures.drawn
    with monkeypatch.context() as patch:
        patch.setattr(
            pictures,
            "drawn",
            lambda raw: depths.append(len(connection.savepoint_ids)) or real(raw),
        )
        made = pictures.store(editor, "Bàn tiếp nhận", hidden)
    # Drawn before anything is locked.
    assert depths == [around]
    assert (made.width, made.height) == (200, 400)
    answer = client.get(made.address)
    assert answer["Content-Type"] == "image/webp" and "immutable" in answer["Cache-Control"]
    assert b"script" not in answer.content and "Nhà của".encode() not in answer.content
    assert pictures.store(editor, "Lần nữa", hidden) == made
    large = pictures.store(editor, "Lớn", drawn((3000, 100)))
    assert large.width == 1280


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\0" * 50, drawn()[:40]],
)
def test_what_is_no_picture_is_refused(editor: User, content: bytes) -> None:
    with pytest.raises(FileError, match="JPEG"):
        pictures.store(editor, "Hình", content)


def test_a_picture_with_too_many_dots_is_refused(editor: User) -> None:
    bomb = drawn((9000, 5000), format="PNG")
    assert len(bomb) < 500_000
    with pytest.raises(FileError, match="điểm ảnh"):
        pictures.store(editor, "Hình", bomb)


def test_the_dialog_shows_and_takes_pictures_of_the_own_agency(
    client: Client, editor: User, home: HomePage
) -> None:
    stranger = factories.person(factories.agency("H2"), role="site_editor")
    foreign = pictures.store(stranger, "Hình của xã khác", drawn())
    client.force_login(editor)
    dialog = "/admin/trang-cong-khai/chon-hinh/"
    file = SimpleUploadedFile("a.jpg", drawn(), "image/jpeg")
    answer = client.post(f"{dialog}create/", {"title": "Bàn tiếp nhận", "file": file})
    assert answer.json()["step"] == "chosen", answer.content
    own = Picture.objects.of(agency_of(home)).get()  # type: ignore[arg-type]
    body = client.get(f"{dialog}results/?q=ban+tiep").content.decode()
    assert "Bàn tiếp nhận" in body and "xã khác" not in body
    assert client.get(f"{dialog}chosen/{own.pk}/").status_code == 200
    for wrong in (foreign.pk, "00000000-0000-0000-0000-000000000000", "x"):
        assert client.get(f"{dialog}chosen/{wrong}/").status_code == 404
    broken = client.post(
        f"{dialog}create/", {"title": "x", "file": SimpleUploadedFile("a.jpg", b"MZ")}
    )
    assert "đọc được" in broken.json()["htmlFragment"]
    # A foreign id in the form itself is refused as well.
    block = {"picture": str(foreign.pk), "description": "Lạ", "caption": ""}
    given = news(**body_of(("picture", block)))
    refused = client.post(add_address(home), given | {"action-publish": "1"})
    assert "không thuộc cơ quan" in str(refused.context["form"].errors["body"])
    block["picture"] = str(own.pk)
    given = news(**body_of(("picture", block)))
    client.post(add_address(home), given | {"action-publish": "1"})
    assert 'alt="Lạ"' in client.get(path_of(NewsPage.objects.get())).content.decode()


def test_the_dialog_is_shut_for_others(client: Client, agency: Agency, home: HomePage) -> None:
    client.force_login(factories.person(agency, role="staff"))
    for name in ("", "results/", "create/", "chosen-multiple/"):
        assert client.get(f"/admin/trang-cong-khai/chon-hinh/{name}").status_code == 404
