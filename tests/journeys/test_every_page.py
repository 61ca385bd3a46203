"""Every page once, as whoever sees most of it: it can be read on a desktop and on a phone, in light
and in dark; nothing is cut, nothing scrolls sideways, and axe finds nothing."""

import contextlib
import mimetypes
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page

from cms.site.ready import keeping
from registry.documents.models import Document
from registry.now import frozen
from registry.organisation.models import User
from search import indexing
from tests import factories
from tests.leaks import routes, world
from tests.leaks.world import Office
from tests.support.browser import DESKTOP, PHONE, problems

pytestmark = pytest.mark.django_db
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
    """Shows a browser pages of the test's own transaction: pages by the test client, files from
    their folders.

    What a browser asks comes in a thread of its own, which has another connection: a page is
    therefore asked for before the browser goes there (`get`).
    """

    SHARED = ("/admin/jsi18n/", "/admin/sprite/")

    def __init__(self, user: User | None) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.known: dict[str, HttpResponse] = {}
        if user:
            self.client.force_login(user)
            for address in self.SHARED:
                self.get(address)

    def get(self, address: str) -> HttpResponse:
        """Ask for a page, and have it ready for the browser."""
        self.known[address] = self.client.get(address, follow=True)
        return self.known[address]

    @contextlib.contextmanager
    def listening(self) -> Iterator[str]:
        """Answer at an address of this machine, which is given."""
        known = self.known

        class Answer(BaseHTTPRequestHandler):
            # Connections stay, files are kept by the browser: a page loads two dozen of them.
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                if path.startswith("/static/"):
                    name = path.removeprefix("/static/")
                    found = finders.find(name)
                    self.reply(
                        200 if found else 404,
                        Path(found).read_bytes() if found else b"",
                        {
                            "Content-Type": mimetypes.guess_type(name)[0] or "text/plain",
                            "Cache-Control": "max-age=3600",
                        },
                    )
                elif page := known.get(self.path) or known.get(path):
                    self.reply(page.status_code, page.content, dict(page.items()))
                else:
                    self.reply(404, b"", {})

            def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: failures are told by the test."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


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
    page.goto(address)
    wrong = [f"1280: {said}" for said in page.evaluate(CLIPPED)]
    wrong += axe(page, "light")
    page.emulate_media(color_scheme="dark")
    wrong += axe(page, "dark", runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    wrong += [f"390: {said}" for said in page.evaluate(CLIPPED)]
    return [f"{address} {said}" for said in wrong]


def axe(page: Page, where: str, **options: object) -> list[str]:
    """Return what axe finds on the page as it stands."""
    return [
        f"{where}: {rule['id']} {node['html'][:160]}"
        for rule in problems(page, **options).response["violations"]
        for node in rule["nodes"][:3]
    ]


def test_every_page_can_be_read_everywhere(
    browser: Browser, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    with (
        override_settings(
            SEARCH_INDEX=tmp_path / "search.sqlite3",
            MEDIA_ROOT=tmp_path / "media",
            ALLOWED_HOSTS=["127.0.0.1"],
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
            with (
                served.listening() as here,
                browser.new_context(base_url=here, locale="vi-VN", bypass_csp=True) as context,
            ):
                page = context.new_page()
                for address in addresses(office):
                    if address.startswith("/admin/") == (shown == "/admin/"):
                        wrong += looked_at(page, served, address)
                        seen.append(address)
    assert len(seen) > 60
    assert not wrong, "\n".join(wrong)
