"""A secretary tries a draft on past cases and on a file, on both screens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from tests.processes.backtest.test_cases import EITHER
from tests.processes.backtest.test_pages import book
from tests.processes.backtest.world import make, work
from tests.processes.test_screens import sign_in
from tests.support.browser import look

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_is_tried_on_cases_and_on_a_file(
    live_server: object, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    trial = make()
    trial.draft(EITHER)
    page = sign_in(open_context(), trial.secretary, str(live_server))
    page.goto(reverse("backtest", args=[trial.rule.pk]))
    look(page, "thu-ho-so-cu-bat-dau")
    page.get_by_role("button", name="Bắt đầu thử").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page)
    work()
    expect(page.get_by_text("được thời hạn khác")).to_be_visible()
    look(page, "thu-ho-so-cu-ket-qua")
    page.get_by_role("link", name="Đổi kết quả").click()
    expect(page.get_by_text(trial.young.code)).to_be_visible()
    expect(page.get_by_text(trial.old.code)).to_have_count(0)

    page.get_by_role("link", name="Tệp Excel").click()
    wrong = tmp_path / "thu.xlsx"
    rows = [["Ngày sinh", "Cần xác minh"], ["1/2/2005", "không rõ"]]
    wrong.write_bytes(book(*rows).read())
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_role("button", name="Gửi và thử").click()
    expect(page.get_by_text("Ô B2")).to_be_visible()
    look(page, "thu-ho-so-cu-tep-sai")
    rows[1][1] = "Không"
    wrong.write_bytes(book(*rows).read())
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_role("button", name="Gửi và thử").click()
    expect(page.get_by_text("Dòng 2")).to_be_visible()
    look(page, "thu-ho-so-cu-tep")


def test_a_reader_asks_the_issue_of_a_day(
    live_server: object, open_context: Callable[..., BrowserContext]
) -> None:
    trial = make()
    page = sign_in(open_context(), trial.world.officer, str(live_server))
    page.goto(reverse("ask_issue", args=[trial.rule.pk]))
    page.get_by_label("Cần xác minh").select_option("Có")
    page.get_by_role("button", name="Xem kết quả").click()
    expect(page.get_by_text("«Cần xác minh» là Có: Đúng")).to_be_visible()
    look(page, "hoi-mot-truong-hop")
