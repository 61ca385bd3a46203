"""The pages of a trial: the way there, counts for all, cases for who may read them, the file."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from processes.backtest import services
from processes.models import Backtest, BacktestRow, BacktestSource
from registry.now import frozen
from rules.asking import sheets
from tests import factories
from tests.processes.backtest.test_cases import EITHER, VERIFIED
from tests.processes.backtest.world import Trial, last, make, rows, work
from tests.processes.test_lists_grow import copies
from tests.processes.world import FRIDAY
from tests.support.worlds import once_a_module

pytestmark = pytest.mark.django_db
trial = once_a_module(make)
LATER = FRIDAY + timedelta(days=30)


def address(trial: Trial, name: str = "backtest", query: str = "") -> str:
    return reverse(name, args=[trial.rule.pk]) + query


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def book(*lines: list[Any]) -> SimpleUploadedFile:
    from openpyxl import Workbook

    made = Workbook()
    for line in lines:
        made.active.append(line)  # type: ignore[union-attr]
    kept = io.BytesIO()
    made.save(kept)
    return SimpleUploadedFile("thu.xlsx", kept.getvalue())


def test_from_the_button_to_the_file_of_changed_cases(trial: Trial, client: Client) -> None:
    trial.draft(EITHER)
    client.force_login(trial.secretary)
    with frozen(LATER):
        assert address(trial) in page(client, reverse("documents:edit", args=[trial.rule.pk]))
        assert "Bắt đầu thử" in page(client, address(trial))
        answer = client.post(address(trial, "backtest_start"))
        assert answer["Location"] == address(trial)
        text = page(client, address(trial))
        assert "Đang làm… 0/3 hồ sơ" in text and "data-every" in text
        work()
        text = page(client, address(trial))
        assert "<b>1</b> đổi kết quả" in text and "<b>1</b> được thời hạn khác" in text
        assert "Ngày sinh: 01/01/2005" in text and "Lê Văn Thử" not in text
        text = page(client, address(trial, query="?muc=doi"))
        assert trial.young.code in text and trial.old.code not in text
        text = page(client, address(trial, query=f"?q={trial.old.code}"))
        assert trial.young.code not in text and trial.old.code in text
        sent = client.get(address(trial, query="?muc=doi&dang=xlsx"))
        sheet: Any = load_workbook(io.BytesIO(sent.getvalue())).active
    assert sheet.max_row == 2
    assert [cell.value for cell in sheet[2]][:4] == [trial.young.code, "Đổi kết quả", "Không", "Có"]


def test_who_may_not_read_the_cases_sees_counts_alone(trial: Trial, client: Client) -> None:
    drafter = factories.person(trial.world.agency, role="drafter", name="Lý Thị Soạn")
    type(trial.rule).unscoped.filter(pk=trial.rule.pk).update(author=drafter)
    trial.rule.refresh_from_db()
    client.force_login(drafter)
    with frozen(LATER):
        services.start(drafter, trial.rule)
        work()
        for query in ("", "?muc=giu", "?dang=csv", f"?q={trial.old.code}"):
            answer = client.get(address(trial, query=query))
            text = (answer.getvalue() if "dang" in query else answer.content).decode()
            assert f">{trial.old.code}<" not in text and str(trial.old.uid) not in text
    assert "<b>3</b> không đổi" in page(client, address(trial))
    assert "3 hồ sơ ông/bà không có quyền xem" in page(client, address(trial))


def test_who_does_not_read_the_draft_finds_nothing(trial: Trial, client: Client) -> None:
    names = ("backtest", "backtest_sample", "backtest_start", "backtest_file")
    # Who reads the document but not its draft is sent home, as from every page of drafts.
    for person, status in ((trial.world.officer, 302), (trial.world.stranger, 404)):
        client.force_login(person)
        for name in names:
            send = client.post if name in names[2:] else client.get
            answer = send(address(trial, name))
            assert answer.status_code == status and answer.get("Location", "/admin/") == "/admin/"
    client.force_login(trial.secretary)
    with frozen(LATER):
        form = trial.world.process.document
        assert client.get(reverse("backtest", args=[form.pk])).status_code == 404


def test_a_draft_that_was_saved_since_shows_no_old_result(trial: Trial, client: Client) -> None:
    client.force_login(trial.secretary)
    with frozen(LATER):
        services.start(trial.secretary, trial.rule)
        work()
        trial.draft(EITHER)
        text = page(client, address(trial))
    assert "đã được sửa sau lần thử trước" in text and trial.old.code not in text


def test_a_file_is_tried_line_by_line(trial: Trial, client: Client) -> None:
    trial.draft(EITHER)
    client.force_login(trial.secretary)
    sample = client.get(address(trial, "backtest_sample"))
    heads: Any = load_workbook(io.BytesIO(sample.content)).worksheets[0]
    assert [cell.value for cell in heads[1]] == ["Ngày sinh", "Cần xác minh", "Ngày xét"]
    assert heads.data_validations.count == 1
    wrong = book(
        ["Cần xác minh", "Ngày sinh", "Ngày xét"],
        ["Có", "1/2/1990", None],
        ["có lẽ", "31/2/1990", None],
    )
    answer = client.post(address(trial, "backtest_file"), {"sent": wrong})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Ô A3: «có lẽ» không phải Có hoặc Không." in text
    assert "Ô B3: " in text and not Backtest.objects.of(trial.world.agency).exists()
    good = book(
        ["Ngày sinh", "cần xác minh"],
        ["1/2/1990", "Không"],
        [],
        ["1/2/2005", "Không"],
        [None, "Không"],
    )
    answer = client.post(address(trial, "backtest_file"), {"sent": good})
    assert answer["Location"] == address(trial, query="?nguon=tep")
    made = last(trial, BacktestSource.FILE)
    assert [(row.line, row.verdict) for row in rows(made)] == [
        (2, "same"), (4, "changed"), (5, "changed"),
    ]  # fmt: skip
    text = page(client, answer["Location"])
    assert "Dòng 4" in text and "<b>2</b> đổi kết quả" in text
    assert "Dòng 2" not in page(client, f"{answer['Location']}&muc=doi")


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (["Cần xác minh"], "Thiếu cột «Ngày sinh»"),
        (["Cần xác minh", "Ngày sinh", "Họ tên"], "Ô C1: không có thông tin nào tên «Họ tên»"),
        (["Cần xác minh", "Ngày sinh", "Ngày sinh"], "Ô C1: cột «Ngày sinh» có hai lần"),
    ],
)
def test_heads_are_the_labels_and_nothing_else(
    trial: Trial, client: Client, heads: list[Any], said: str
) -> None:
    trial.draft(EITHER)
    client.force_login(trial.secretary)
    answer = client.post(address(trial, "backtest_file"), {"sent": book(heads, ["Có"])})
    assert answer.status_code == 422 and said in answer.content.decode()


def test_labels_in_the_sample_are_never_formulas(trial: Trial) -> None:
    label = "=HYPERLINK(\x0b1)"
    entry = {"id": "o", "label": label, "type": "one_of", "options": [{"id": "a", "label": label}]}
    made: Any = load_workbook(io.BytesIO(sheets.sample({"o": entry})))
    for sheet in made.worksheets:
        assert (sheet["A1"].value, sheet["A1"].data_type) == ("=HYPERLINK( 1)", "s")


def test_what_is_no_workbook_is_refused(trial: Trial, client: Client) -> None:
    client.force_login(trial.secretary)
    sent = SimpleUploadedFile("thu.xlsx", b"PK\x03\x04 nothing")
    answer = client.post(address(trial, "backtest_file"), {"sent": sent})
    assert answer.status_code == 422 and not Backtest.objects.of(trial.world.agency).exists()


def test_a_page_of_many_rows_asks_no_more_questions(trial: Trial, client: Client) -> None:
    client.force_login(trial.secretary)
    counted = []
    with frozen(LATER):
        services.start(trial.secretary, trial.rule)
        work()
        for more in (0, 25):
            for case in copies(trial.old, more, code=lambda at: f"HS-{at}"):
                case.save()
                BacktestRow.objects.create(
                    agency=trial.world.agency, backtest=last(trial), case=case, verdict="same"
                )
            page(client, address(trial))
            with CaptureQueriesContext(connection) as queries:
                assert "Không đổi" in page(client, address(trial))
            counted.append(len(queries))
    assert counted[0] == counted[1]


# ---- answers of closed cases for trying


def asked(client: Client, trial: Trial, logic: Any, code: str = "") -> list[dict[str, Any]]:
    body = {"form": trial.rule.data["form"], "logic": json.dumps(logic)}
    told = client.post(
        reverse("rule_case"),
        json.dumps({"kind": "rule", "body": body, "code": code}),
        content_type="application/json",
    )
    found: list[dict[str, Any]] = told.json()["cases"]
    return found


def test_answers_of_closed_cases_come_without_what_nobody_asks(
    trial: Trial, client: Client
) -> None:
    client.force_login(trial.secretary)
    found = asked(client, trial, {"and": [{"!": {"var": "hoten"}}, VERIFIED]})
    assert {one["code"] for one in found} == {
        trial.old.code, trial.young.code, trial.verified.code,
    }  # fmt: skip
    assert {tuple(sorted(one["typed"].items())) for one in found} == {
        (("hoten", "đã ghi"), ("xacminh", "false")), (("hoten", "đã ghi"), ("xacminh", "true")),
    }  # fmt: skip
    assert found[0]["told"].startswith("Cấp trích lục hộ tịch · kết thúc ngày 24/04/2026")
    (one,) = asked(client, trial, EITHER, trial.young.code.lower())
    assert one["typed"] == {"ngay": "01/01/2005", "xacminh": "false"}
    compared = asked(client, trial, {"==": [{"var": "hoten"}, "An"]}, trial.old.code)
    assert compared[0]["typed"] == {"hoten": "Lê Văn Thử"}


def test_strangers_and_nonsense_get_no_answers(trial: Trial, client: Client) -> None:
    for person in (trial.world.stranger, factories.person(trial.world.agency, role="drafter")):
        client.force_login(person)
        assert asked(client, trial, VERIFIED) == []
    client.force_login(trial.secretary)
    odd = [{"kind": "table", "body": {"conditions": one, "rows": one}} for one in (5, [5], [{}])]
    for sent in ("x", *map(json.dumps, odd)):
        answer = client.post(reverse("rule_case"), sent, content_type="application/json")
        assert answer.status_code == 400 and answer.json()["cases"] == []


# ---- what the issue in force on a day answers, and where it is used


def test_the_issue_of_a_day_answers_one_case(trial: Trial, client: Client) -> None:
    client.force_login(trial.world.officer)
    read = page(client, reverse("documents:inspect", args=[trial.rule.pk]))
    assert address(trial, "ask_issue") in read
    text = page(client, address(trial, "ask_issue"))
    assert "Cần xác minh" in text and "Theo lần ban hành" in text and 'Kết quả"' not in text
    text = page(client, address(trial, "ask_issue", "?ngay=1/5/2026&m-xacminh=true"))
    assert "<b>Có</b>" in text and "«Cần xác minh» là Có: Đúng" in text
    text = page(client, address(trial, "ask_issue", "?ngay=1/5/2026&m-xacminh="))
    assert "<b>Chưa đủ thông tin</b>" in text
    assert "chưa có" in page(client, address(trial, "ask_issue", "?ngay=1/5/1999"))
    assert "is-wrong" in page(client, address(trial, "ask_issue", "?ngay=31/2/2026"))
    client.force_login(trial.world.stranger)
    assert client.get(address(trial, "ask_issue")).status_code == 404


def test_its_page_says_where_it_is_used_and_how_many_cases_run_by_it(
    trial: Trial, client: Client
) -> None:
    client.force_login(trial.world.officer)
    trial.world.open()
    text = page(client, reverse("documents:inspect", args=[trial.rule.pk]))
    assert "Dùng ở đâu: 1 tài liệu" in text and "“Có xác minh”" in text
    assert "1 hồ sơ đang giải quyết giữ một lần ban hành" in text
