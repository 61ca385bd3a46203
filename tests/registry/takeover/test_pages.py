"""The pages of a takeover: sending, the report, deciding; wrong input changes nothing."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from registry.documents.models import Version
from registry.takeover import services
from registry.takeover.models import Takeover, TakeoverState
from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.registry.takeover.office import (
    HEADS,
    archive,
    book,
    folder,
    line,
    paper,
    sent,
    taken,
    work,
)

pytestmark = pytest.mark.django_db
SEND = reverse("takeover:send")
WRONG = line(code="HD-09", issued="31/02/2024", file="HD-09.pdf")


@pytest.fixture
def browser(office: Office, client: Client) -> Client:  # noqa: F811
    client.force_login(office.secretary)
    return client


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_from_sending_to_what_is_issued(browser: Client, office: Office) -> None:  # noqa: F811
    assert SEND in page(browser, reverse("documents:list"))
    assert SEND in page(browser, reverse("documents:add"))
    sample = browser.get(reverse("takeover:sample"))
    assert load_workbook(io.BytesIO(sample.content)).worksheets[0]["A1"].value == "Loại *"
    content = folder(line(), WRONG, HD_09=paper("chin"))
    answer = browser.post(SEND, {"sent": [upload("Thư mục.zip", content)]})
    address = answer["Location"]
    assert "Đang làm… 0/0 tệp" in page(browser, address) and "data-every" in page(browser, address)
    work()
    text = page(browser, address)
    assert "1 dòng có lỗi" in text and "Không có ngày 31/2/2024" in text
    assert "Nhập 1 dòng" in text
    assert "HD-05" not in page(browser, f"{address}?muc=loi")
    report: Any = load_workbook(io.BytesIO(browser.get(f"{address}?dang=xlsx").getvalue())).active
    assert [cell.value for cell in report[2]][:3] == [2, "Tiếp nhận đơn thư", "Sẽ nhập"]
    made = Takeover.objects.of(office.agency).get()
    decide = reverse("takeover:decide", args=[made.uid])
    stale = browser.post(decide, {"seen": "cũ"})
    assert stale.status_code == 409 and "đã thay đổi" in stale.content.decode()
    assert not Version.objects.of(office.agency).filter(code="HD-05").exists()
    assert browser.post(decide, {"seen": made.digest}).status_code == 302
    text = page(browser, address)
    assert "Đang làm… 0/1 dòng" in text and "Dừng sau dòng đang nhập" in text
    work()
    version = Version.objects.of(office.agency).get(code="HD-05")
    assert f"/admin/tai-lieu/{version.document_id}/?ban={version.pk}" in page(browser, address)
    read = page(browser, reverse("documents:inspect", args=[version.document_id]))
    assert "Tiếp nhận từ hồ sơ giấy" in read and "Đã ký trên bản giấy ngày 07/12/2023" in read
    assert "Đã duyệt trên hệ thống" not in read and "12/QĐ-UBND" in read
    issued = page(browser, reverse("control:list", args=["da-ban-hanh"]))
    assert "HD-05" in issued and "01/01/2024" in issued
    history = page(browser, reverse("documents:history", args=[version.document_id]))
    assert "Tiếp nhận từ hồ sơ giấy" in history


def test_wrong_files_are_refused_in_words_and_nothing_is_kept(
    browser: Client,
    office: Office,  # noqa: F811
) -> None:
    def refused(**data: Any) -> str:
        answer = browser.post(SEND, data)
        assert answer.status_code == 422
        return answer.content.decode()

    assert "Chưa chọn tệp" in refused()
    assert "hỏng hoặc không phải" in refused(sent=[upload("a.zip", b"abc")])
    assert "Chưa có danh mục" in refused(sent=[upload("a.pdf", paper("a"))])
    twice = [upload("a.pdf", b"1"), upload("a.pdf", b"2")]
    assert "Có hai tệp cùng tên" in refused(sent=twice)
    assert not Takeover.objects.of(office.agency).exists()


def test_loose_files_and_a_folder_and_more_of_them_later(
    browser: Client,
    office: Office,  # noqa: F811
) -> None:
    listed = upload("Danh mục.xlsx", book([HEADS, line(), WRONG]))
    answer = browser.post(SEND, {"sent": [listed], "folder": [upload("thua.txt", b"x")]})
    address = answer["Location"]
    work()
    text = page(browser, address)
    assert "Không có tệp «HD-05.pdf»" in text and "thua.txt" in text and "2 dòng có lỗi" in text
    more = browser.post(f"{address}bo-sung/", {"sent": [upload("a.zip", b"abc")]})
    assert more.status_code == 422 and "hỏng hoặc không phải" in more.content.decode()
    browser.post(f"{address}bo-sung/", {"sent": [upload("HD-05.pdf", paper("a"))]})
    work()
    assert "Nhập 1 dòng" in page(browser, address)
    assert browser.post(f"{address}bo/").status_code == 302
    assert not Takeover.objects.of(office.agency).exists()


def test_a_list_that_cannot_be_read_is_sent_anew(browser: Client, office: Office) -> None:  # noqa: F811
    made = sent(office.secretary, office.agency, archive({"danh-muc.xlsx": book([["a"], ["b"]])}))
    text = page(browser, reverse("takeover:report", args=[made.uid]))
    assert "Không tìm thấy dòng tiêu đề" in text and "Nhập 0" not in text
    browser.post(reverse("takeover:decide", args=[made.uid]), {"seen": made.digest})
    assert Takeover.objects.of(office.agency).get().state == TakeoverState.CHECKED


def test_whoever_may_not_finds_nothing(office: Office, client: Client) -> None:  # noqa: F811
    made = taken(office.secretary, office.agency, folder(line()))
    client.force_login(office.head)
    for name in ("report", "more", "decide", "stop", "again", "discard"):
        url = reverse(f"takeover:{name}", args=[made.uid])
        answer = client.get(url) if name == "report" else client.post(url)
        assert answer.status_code == 404
    assert client.get(SEND).status_code == client.get(reverse("takeover:sample")).status_code == 404
    assert SEND not in page(client, reverse("documents:list"))
    client.force_login(office.secretary)
    assert client.post(reverse("takeover:discard", args=[made.uid])).status_code == 409
    assert client.post(reverse("takeover:stop", args=[made.uid])).status_code == 302


def test_a_long_report_costs_as_many_queries_as_a_short_one(
    browser: Client,
    office: Office,  # noqa: F811
    django_assert_max_num_queries: Any,
) -> None:
    rows = [line(code=f"HD-{place}", file=f"{place}.pdf") for place in range(10, 50)]
    made = sent(office.secretary, office.agency, folder(*rows))
    page(browser, reverse("takeover:report", args=[made.uid]))
    with django_assert_max_num_queries(15):
        assert "Nhập 40 dòng" in page(browser, reverse("takeover:report", args=[made.uid]))
    services.discard(office.secretary, made)
