"""A law is amended: the condition of a deadline and a table of fees follow, old cases stay."""

import pytest
from playwright.sync_api import expect

from registry.trail import events, outbox
from tests.journeys import amending, reviewing
from tests.journeys.people import PASSWORD, People
from tests.support.browser import look

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_condition_and_a_table_follow_the_law(people: People) -> None:
    past = amending.begin()
    secretary = people.at("thuky")
    amending.lower_the_limit(secretary, past)
    rows = amending.backtest(secretary)
    expect(secretary.get_by_role("group", name="Tóm tắt")).to_contain_text("1 đổi kết quả")
    expect(rows).to_have_count(3)
    changed = rows.filter(has_text=past.some.code)
    expect(changed).to_contain_text("Số bản sao: 25")
    expect(changed).to_contain_text("«Số bản sao» lớn hơn 20 bản: Đúng")
    expect(changed).to_contain_text("Thời hạn: 1 ngày làm việc (Trong ngày) → 2 ngày làm việc")
    for case in (past.few, past.many):
        expect(rows.filter(has_text=case.code)).to_contain_text("Không đổi")
    look(secretary, "12-thu-tren-ho-so-cu")
    amending.raise_the_fee(secretary, past)
    amending.refused(secretary)
    amending.mend_the_fee(secretary, past)
    rows = amending.backtest(secretary)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Lệ phí đăng ký: 8.000 đồng")
    expect(rows).to_contain_text("Lệ phí đăng ký: 10.000 đồng")
    amending.submit(secretary, past)
    amending.agree(past, "truongtuphap", "banISO", "chatluong")
    top = people.at("chutich")
    top.goto("/admin/danh-sach/cho-ban-hanh/")
    top.get_by_role("link", name=amending.RULE).click()
    expect(top.locator("del", has_text="30").first).to_be_visible()
    expect(top.locator("ins", has_text="20").first).to_be_visible()
    expect(top.locator("ins", has_text="10.000").first).to_be_visible()
    reviewing.ask(top, "Ban hành")
    top.get_by_label("Số quyết định ban hành").fill("52/QĐ-UBND")
    top.get_by_label("Mật khẩu của ông/bà").fill(PASSWORD)
    reviewing.confirm(top, "Ban hành")
    expect(top.get_by_text("Đã ban hành kèm theo 52/QĐ-UBND")).to_be_visible()
    outbox.work()
    amending.tomorrow()
    # What was decided stays, and what is under way; who comes now gets the new deadline.
    amending.shown(top, past.some, "Trong ngày")
    amending.shown(top, past.running, "Trong ngày")
    amending.shown(top, amending.open_copies(25), "Số lượng lớn hoặc giấy tờ nhiều trang")
    top.goto(f"/admin/tai-lieu/{past.fees.pk}/")
    expect(top.locator(".rule table")).to_contain_text("10.000 đồng")
    assert list(events.verify()) == []
