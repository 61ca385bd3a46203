"""Every page once, as whoever sees most of it: it can be read on a desktop and on a phone, in light
and in dark; nothing is cut, nothing scrolls sideways, and axe finds nothing."""

import mimetypes
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page, Request, Route

from cms.site.ready import keeping
from registry.documents.models import Document
from registry.now import frozen
from registry.organisation.models import User
from search import indexing
from tests import factories
from tests.leaks import routes, world
from tests.leaks.world import Office
from tests.support.browser import DESKTOP, PHONE

pytestmark = pytest.mark.django_db
HERE = "http://iso.test"
CLIPPED = (Path(__file__).parents[1] / "support" / "clipped.js").read_text()
# A name as procedures really have it.
LONG = (
    "Thủ tục ghi vào Sổ hộ tịch việc ly hôn, hủy việc kết hôn, nuôi con của công dân Việt Nam đã"
    " được giải quyết tại cơ quan có thẩm quyền của nước ngoài"
)
# Addresses that answer with a page, but stand in a frame, a window of Wagtail's, or need a moment
# that is over; each is looked at where it belongs.
NOT_HERE = (
    "/tai-khoan/",  # tests/cms/accounts/test_browser.py has each of them in its moment
    "/admin/trang-cong-khai/chon-hinh/",
    "/admin/tra-cuu/goi-y/",
    "/admin/buoc-mau/chen/",
    "/admin/pages/<int:page_id>/",
)


class Served:
    """Answers a browser from the test's own transaction: pages by the test client, files from
    their folders.

    What a browser asks comes in a context of its own, which has another connection: a page is
    therefore asked for before the browser goes there (`get`).
    """

    SHARED = ("/admin/jsi18n/", "/admin/sprite/")

    def __init__(self, user: User | None) -> None:
        self.client = Client(SERVER_NAME="iso.test")
        self.known: dict[str, HttpResponse] = {}
        self.files: dict[str, tuple[bytes, str]] = {}
        if user:
            self.client.force_login(user)
            for address in self.SHARED:
                self.get(address)

    def get(self, address: str) -> HttpResponse:
        """Ask for a page, and have it ready for the browser."""
        self.known[address] = self.client.get(address, follow=True)
        return self.known[address]

    def answer(self, route: Route, request: Request) -> None:
        """Fulfil one request."""
        address = request.url.removeprefix(HERE).split("#")[0]
        path = address.split("?")[0]
        if path.startswith("/static/"):
            body, kind = self.file(path.removeprefix("/static/"))
            return route.fulfill(status=200 if body else 404, body=body, content_type=kind)
        known = self.known.get(address) or self.known.get(path)
        if known is None:
            return route.fulfill(status=404, body="")
        headers = {name: value for name, value in known.items() if name != "Content-Length"}
        return route.fulfill(status=known.status_code, headers=headers, body=known.content)

    def file(self, name: str) -> tuple[bytes, str]:
        """Return a static file and its type."""
        if name not in self.files:
            found = finders.find(name)
            body = Path(found).read_bytes() if found else b""
            self.files[name] = body, mimetypes.guess_type(name)[0] or "text/plain"
        return self.files[name]


def addresses(office: Office) -> list[str]:
    """Return one address for each page of the product, those with the most on them."""
    found = []
    for route in routes.routes():
        if not route.ours or route.path.startswith(NOT_HERE):
            continue
        try:
            several = routes.addresses(route, office)
        except (KeyError, IndexError):
            continue
        found += several[:1]
    return [*dict.fromkeys(found), *MORE]


MORE = ["/khong-co-trang-nay/", "/admin/khong-co-trang-nay/"]


def looked_at(page: Page, served: Served, address: str) -> list[str]:
    """Open one address and return what is wrong with the page there; none for what is no page."""
    answer = served.get(address)
    kind = answer.headers.get("Content-Type", "")
    if (
        answer.redirect_chain
        or answer.streaming
        or "text/html" not in kind
        or b"<html" not in answer.content[:2000]
    ):
        return []
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    page.goto(HERE + address)
    wrong = [f"1280: {said}" for said in page.evaluate(CLIPPED)]
    wrong += axe(page, "light", {})
    page.emulate_media(color_scheme="dark")
    wrong += axe(page, "dark", {"runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    wrong += [f"390: {said}" for said in page.evaluate(CLIPPED)]
    return [f"{address} {said}" for said in wrong]


def axe(page: Page, where: str, options: dict[str, object]) -> list[str]:
    """Return what axe finds on the page as it stands."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(
        "for (const a of document.getAnimations()) { try { a.finish() } catch { a.pause() } }"
    )
    found = page.evaluate("(more) => axe.run({resultTypes: ['violations'], ...more})", options)
    return [
        f"{where}: {rule['id']} {node['html'][:160]}"
        for rule in AxeResults(found).response["violations"]
        for node in rule["nodes"][:3]
    ]


def test_every_page_can_be_read_everywhere(
    browser: Browser, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    with (
        override_settings(
            SEARCH_INDEX=tmp_path / "search.sqlite3",
            MEDIA_ROOT=tmp_path / "media",
            ALLOWED_HOSTS=["iso.test"],
        ),
        frozen(factories.at("2026-04-24 09:00")),
    ):
        _, _, office, people = world.prepare()
        world.wagtail_things(office)
        Document.unscoped.filter(pk=office.process.document.pk).update(title=LONG)
        indexing.rebuild()
        keeping.forget_all()
        wrong, seen = [], []
        for who, shown in (("beside", "/admin/"), ("nobody", "/")):
            served = Served(people[who])
            context = browser.new_context(locale="vi-VN", bypass_csp=True)
            context.route("**/*", served.answer)
            page = context.new_page()
            for address in addresses(office):
                if address.startswith("/admin/") == (shown == "/admin/"):
                    wrong += looked_at(page, served, address)
                    seen.append(address)
            context.close()
    assert len(seen) > 60
    assert not wrong, "\n".join(wrong)
