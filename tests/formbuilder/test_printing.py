"""The printed sheet of a filled form."""

from datetime import date

from formbuilder.printing import form_header, render_blank, render_filled
from tests.formbuilder.samples import ANSWERS, REQUEST


def sheet(**rest: object) -> str:
    answers = {**ANSWERS, **rest}
    return " ".join(
        render_filled(
            REQUEST,
            answers,
            title="Tờ khai",
            header=form_header("Phường Thuận An", "", "Thuận An", date(2026, 9, 2)),
            signer_name="Lê Thị Hoa Mai",
        ).split()
    )


def test_answers_are_numbered_and_written_as_on_paper() -> None:
    html = sheet()
    for words in (
        '1. Họ và tên:</span> <span class="form-answer">Lê Thị Hoa Mai',
        '3. Ngày sinh:</span> <span class="form-answer">07/12/2003',
        "50.000 đồng (bằng chữ: năm mươi nghìn đồng)",
        "1.234,5 m²",
        "Đơn; Giấy ủy quyền",
        "<td>Trần Văn Tâm</td><td>01/02/1999</td><td>Vợ, chồng</td><td>5.000.000 đồng</td>",
        "Thuận An, ngày 02 tháng 09 năm 2026",
        "Lê Thị Hoa Mai</p>",
        "Xin trích lục<br>bản đồ",
    ):
        assert words in html, words


def test_what_is_hidden_is_not_printed_and_does_not_count() -> None:
    assert "Địa chỉ nhận" not in sheet()
    assert "9. Địa chỉ nhận" in sheet(way="o2", address="12 Lê Lợi")
    assert "9. Giấy tờ kèm theo" in sheet()


def test_an_open_question_keeps_its_dotted_line() -> None:
    html = " ".join(render_filled(REQUEST, {}).split())
    assert '1. Họ và tên:</span> <span class="form-dots">' in html
    assert "ngày …… tháng" in html


def test_a_citizens_copy_leaves_out_what_officers_fill_in() -> None:
    html = render_filled(REQUEST, ANSWERS, part="citizen")
    assert "Cần xác minh" not in html
    assert "Mã hộ gia đình" in html


def test_a_blank_sheet_has_every_field_and_room_in_tables() -> None:
    html = render_blank(REQUEST)
    assert "Địa chỉ nhận" in html
    assert html.count("<tr>") == 4


def test_open_choices_are_boxes_to_tick() -> None:
    html = render_blank(REQUEST)
    assert html.count("form-box") == 2 + 3 + 2
    assert "form-box" not in sheet()


def test_typed_markup_is_only_text() -> None:
    html = sheet(name="<b>đậm</b>", family=[{"who": "<script>x</script>"}])
    assert "<b>đậm" not in html
    assert "<script" not in html
