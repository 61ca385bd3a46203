"""How a filling is shown: labels, help, problems tied to inputs, what was typed, htmx and plain."""

import re
from typing import Any

from formbuilder.filling import form_view, opened, posted
from tests.formbuilder.samples import ANSWERS, POSTED, REQUEST, field, form, options


def html_of(filling: Any, **rest: Any) -> str:
    return " ".join(str(form_view(filling, **rest).render()).split())


def test_every_input_has_a_label_and_every_description_exists() -> None:
    filling = posted(REQUEST, {**POSTED, "a.way": "o2", "a.cccd": "1"})
    html = html_of(filling, show_missing=True, refresh_url="/x")
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= set(ids)
    inputs = re.findall(r"<(?:input|select|textarea)[^>]*>", html)
    for tag in inputs:
        if 'type="hidden"' in tag:
            continue
        own = re.search(r' id="([^"]+)"', tag)
        assert own is not None
        assert f'for="{own[1]}"' in html or "aria-label=" in tag


def test_a_problem_stands_at_its_field_and_in_the_list_above() -> None:
    html = html_of(posted(REQUEST, {**POSTED, "a.cccd": "12345"}))
    assert 'value="12345"' in html
    assert 'aria-invalid="true"' in html
    assert '<a href="#a-cccd">Số căn cước</a>: Số căn cước phải có đúng 12 chữ số' in html
    assert "Có 1 mục cần xem lại" in html


def test_open_questions_are_marked_only_after_a_refused_final_save() -> None:
    filling = posted(REQUEST, {**POSTED, "a.name": ""})
    assert "Mục này bắt buộc" not in html_of(filling)
    assert "Mục này bắt buộc" in html_of(filling, show_missing=True)


def test_a_link_to_a_problem_leads_to_the_cell_or_the_first_choice() -> None:
    post = {**POSTED, "a.way": "", "a.family.1.who": "", "a.family.2.birth": "99/99/2000"}
    html = html_of(posted(REQUEST, post), show_missing=True)
    assert 'href="#a-way-0"' in html
    # The blank second row stays on screen, so the problem of the second answer is in row 3.
    assert 'href="#a-family-2-birth">Thành viên trong hộ, dòng 3, Ngày sinh</a>' in html
    assert 'value="99/99/2000"' in html


def test_only_fields_that_others_depend_on_ask_the_server_again() -> None:
    html = html_of(opened(REQUEST, {}), refresh_url="/lam-moi/")
    assert html.count('hx-trigger="change"') == 1
    assert re.search(r'id="a-way-field" hx-post="/lam-moi/"', html)
    assert "<noscript>" in html
    assert "hx-post" not in html_of(opened(REQUEST, {}))


def test_the_fragment_follows_the_answer() -> None:
    before = html_of(posted(REQUEST, POSTED), refresh_url="/x")
    after = html_of(posted(REQUEST, {**POSTED, "a.way": ["", "o2"]}), refresh_url="/x")
    assert "Địa chỉ nhận" not in before
    assert "Địa chỉ nhận" in after
    assert 'value="Lê Thị Hoa Mai"' in after


def test_what_was_typed_in_a_hidden_field_travels_along() -> None:
    html = html_of(posted(REQUEST, {**POSTED, "a.address": "12 <Lê Lợi>"}))
    assert '<input type="hidden" name="a.address" value="12 &lt;Lê Lợi&gt;">' in html


def test_living_inputs_are_kept_except_where_their_problem_changes() -> None:
    filling = posted(REQUEST, {**POSTED, "a.cccd": "1", "a:wrong": "phone"})
    html = html_of(filling, refresh_url="/x")

    def kept(name: str) -> bool:
        tag = re.search(rf'<[^>]* name="{re.escape(name)}"[^>]*>', html)
        assert tag is not None
        return "hx-preserve" in tag[0]

    assert kept("a.name")
    assert kept("a.family.0.who")
    assert not kept("a.cccd")
    assert not kept("a.phone")
    added = posted(REQUEST, {**POSTED, "a:add_row": "family"})
    html = html_of(added, refresh_url="/x")
    assert not kept("a.family.0.who")


def test_the_new_row_gets_the_focus() -> None:
    html = html_of(posted(REQUEST, {**POSTED, "a:add_row": "family"}))
    assert re.search(r'name="a.family.2.who"[^>]* autofocus', html)
    assert html.count("autofocus") == 1


def test_many_options_become_a_list_to_open() -> None:
    few = form(field("a", "one_of", options=options(*"ABC")))
    many = form(field("a", "one_of", options=options(*"ABCDEFGHIJ")))
    assert 'type="radio"' in html_of(opened(few, {}))
    html = html_of(opened(many, {"a": "o3"}))
    assert "<select" in html
    assert '<option value="o3" selected>C</option>' in html
    assert '<label class="field-label" for="a-a">' in html


def test_officers_read_what_only_citizens_fill_in() -> None:
    html = html_of(opened(REQUEST, ANSWERS, "officer"))
    assert '<p class="answer">HGD-01</p>' in html
    assert 'name="a.secret"' not in html


def test_phones_bring_the_right_keys() -> None:
    html = html_of(opened(REQUEST, {}))
    assert re.search(r'name="a.phone"[^>]*autocomplete="tel"[^>]*inputmode="tel"', html)
    assert re.search(r'name="a.fee"[^>]*inputmode="numeric"', html)
    assert re.search(r'name="a.area"[^>]*inputmode="decimal"', html)


def test_a_strict_content_policy_is_kept() -> None:
    html = html_of(posted(REQUEST, {**POSTED, "a.cccd": "1"}), refresh_url="/x")
    assert " style=" not in html
    assert "<script" not in html
    assert not re.search(r" on[a-z]+=", html)


def test_typed_markup_is_only_text() -> None:
    evil = '"><script>alert(1)</script>'
    post = dict.fromkeys(POSTED, evil) | {"a.family.0.birth": evil}
    html = html_of(posted(REQUEST, post), show_missing=True, refresh_url="/x")
    assert "<script" not in html
    assert "&lt;script" in html
