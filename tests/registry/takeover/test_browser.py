"""A secretary sends a folder, watches the check, decides and watches the work, on both screens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.processes.test_screens import sign_in
from tests.registry.takeover.office import folder, line, work
from tests.support.browser import look

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_folder_is_sent_checked_and_taken_over(
    live_server: object,
    open_context: Callable[..., BrowserContext],
    office: Office,  # noqa: F811
    tmp_path: Path,
) -> None:
    sent = tmp_path / "thu-muc.zip"
    wrong = line(code="HD-09", issued="31/02/2024", file="HD-09.pdf")
    sent.write_bytes(folder(line(), wrong))
    page = sign_in(open_context(), office.secretary, str(live_server))

    page.goto(reverse("takeover:send"))
    look(page)
    page.get_by_label("Tệp", exact=True).set_input_files(sent)
    expect(page.get_by_text("thu-muc.zip")).to_be_visible()
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page)
    # The page asks by itself, and is another once the check is over.
    work()
    expect(page.get_by_role("heading", name="Kiểm tra danh mục")).to_be_visible()
    expect(page.get_by_text("Không có ngày 31/2/2024")).to_be_visible()
    page.get_by_text("Gửi bổ sung tệp, thay danh mục").click()
    look(page, "nhap-tai-lieu-bao-cao")
    page.get_by_role("button", name="Nhập 1 dòng").click()
    expect(page.get_by_role("button", name="Dừng sau dòng đang nhập")).to_be_visible()
    look(page)
    work()
    expect(page.get_by_role("heading", name="Kết quả nhập tài liệu")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Tiếp nhận đơn thư").click()
    expect(page.get_by_text("Tiếp nhận từ hồ sơ giấy").first).to_be_visible()
