"""The words of the libraries are Vietnamese: complete, well-formed, compiled, and in use."""

import fnmatch
import functools
import gettext
import io
import json
import re
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.views.i18n import JavaScriptCatalog

from cms.management import catalogues, shown
from cms.management.catalogues import Entry
from cms.management.commands import check_translations

DOMAINS = check_translations.DOMAINS
# Catalogues do not change while they are looked at: each is read once for all tests.
read = functools.cache(catalogues.read)


@pytest.fixture(autouse=True)
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(check_translations, "read", read)
    with translation.override("vi"):
        yield


def own_entries() -> list[Entry]:
    return [
        entry
        for domain in DOMAINS
        for entry in read(check_translations.own_path(domain)).values()
        if entry.msgid
    ]


# --- the command


def run(**options: object) -> str:
    output = io.StringIO()
    call_command("check_translations", stdout=output, **options)
    return output.getvalue()


def test_everything_that_must_be_translated_is() -> None:
    assert "chưa dịch" not in run()


def test_it_names_what_is_missing_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_save_draft(path):  # type: ignore[no-untyped-def]
        return {key: entry for key, entry in read(path).items() if key != ("", "Save draft")}

    monkeypatch.setattr(check_translations, "read", without_save_draft)
    monkeypatch.setattr(
        check_translations,
        "messages",
        lambda source: {("", "Save draft"): Entry("Save draft", ("",))},
    )
    monkeypatch.setattr(check_translations, "outdated", lambda domain: False)
    with pytest.raises(CommandError, match=r"wagtail\.admin \(django\) mới dịch 0\.0%"):
        run()
    assert "'Save draft'" in run(minimum=0.0)


def test_a_library_that_nobody_has_considered_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = tuple(source for source in shown.SOURCES if source.package != "axes")
    monkeypatch.setattr(shown, "SOURCES", fewer)
    with pytest.raises(CommandError, match=r"axes .* chưa được xét"):
        run()


def test_what_is_never_shown_has_a_reason_and_a_file() -> None:
    """Each rule still leaves something out: a rule that no message needs is deleted."""
    for package, rules in shown.NOT_SHOWN.items():
        places = [
            place
            for entry in check_translations.messages(shown.Source(package)).values()
            for place in entry.places
        ]
        for pattern, reason in rules.items():
            assert reason
            assert fnmatch.filter(places, pattern) or fnmatch.filter(
                places, f"*{package}/{pattern}"
            ), f"{package}: {pattern}"


def test_a_message_said_in_two_places_is_shown_if_one_of_them_is() -> None:
    source = shown.Source("allauth")
    hidden = Entry("x", ("",), places=("account/admin.py", "idp/oidc/forms.py"))
    met = Entry("x", ("",), places=("account/admin.py", "account/forms.py"))
    unknown = Entry("x", ("",))
    assert shown.why_not_shown(source, hidden)
    assert not shown.why_not_shown(source, met)
    assert not shown.why_not_shown(source, unknown)


def test_a_catalogue_not_compiled_again_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_translations, "compiled", lambda domain: b"something newer")
    with pytest.raises(CommandError, match="--compile"):
        run()


# --- the catalogues


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_file_is_up_to_date(domain: str) -> None:
    assert not check_translations.outdated(domain)


def test_every_placeholder_and_tag_survives_translation() -> None:
    assert catalogues.misfilled(own_entries()) == []


@pytest.mark.parametrize(
    "entry",
    [
        Entry("Delete %(title)s", ("Xóa",)),
        Entry("Delete %(title)s", ("Xóa %(tittle)s",)),
        Entry("%d day", ("%s ngày",), plural="%d days"),
        Entry("'{title}' is locked", ("“{tiêu đề}” bị khóa",)),
        Entry("<b>locked</b>", ("<b>đã khóa",)),
    ],
)
def test_a_lost_placeholder_is_noticed(entry: Entry) -> None:
    assert catalogues.misfilled([entry]) == [entry]


def test_one_vietnamese_form_may_follow_the_english_plural() -> None:
    entry = Entry("1 page", ("%(count)s trang",), plural="%(count)s pages")
    assert catalogues.misfilled([entry]) == []


def test_every_own_message_has_exactly_one_form() -> None:
    assert [entry for entry in own_entries() if len(entry.strings) != 1] == []


def test_no_english_is_left() -> None:
    english = re.compile(
        r"\b(the|this|your|you|page|pages|image|document|snippet|save|delete|edit|user|email"
        r"|tag|slug|draft|workflow|publish|dashboard|login|username|staff|admin|collection)\b",
        re.IGNORECASE,
    )
    markup = re.compile(r"<[^>]*>|%\(\w+\)|\{\w*\}|\w+\.\w+")
    left = [
        entry.strings[0]
        for entry in own_entries()
        if english.search(markup.sub(" ", entry.strings[0]))
    ]
    assert left == []


def test_users_never_read_of_versions() -> None:
    """The word table says "lần ban hành", "lần sửa đổi"; Wagtail's revisions are "lần lưu"."""
    assert [e.strings[0] for e in own_entries() if "phiên bản" in e.strings[0].lower()] == []


# --- reading and compiling .po


PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

# A comment of the translator
#, python-format
msgctxt "menu"
msgid "Save"
msgstr "Lưu"
msgid "Two\n"
"lines \"quoted\""
msgstr ""
"Hai\n"
"dòng"

msgid "%d day"
msgid_plural "%d days"
msgstr[0] "%d ngày"

#, fuzzy
msgid "Guess"
msgstr "Đoán"

msgid "Absent"
msgstr ""

#~ msgid "Old"
#~ msgstr "Cũ"
"""


def test_it_reads_contexts_plurals_and_long_texts() -> None:
    entries = catalogues.parse(PO)
    assert entries[("menu", "Save")].strings == ("Lưu",)
    assert entries[("", 'Two\nlines "quoted"')].strings == ("Hai\ndòng",)
    assert entries[("", "%d day")] == Entry("%d day", ("%d ngày",), plural="%d days")
    assert ("", "Old") not in entries


@pytest.mark.parametrize("msgid", ["Guess", "Absent"])
def test_a_guess_or_a_gap_is_not_a_translation(msgid: str) -> None:
    assert not catalogues.parse(PO)[("", msgid)].translated


def test_it_says_where_a_file_is_broken() -> None:
    with pytest.raises(ValueError, match="line 2"):
        catalogues.parse('msgid "a"\nmsgstr "b')


def test_python_reads_what_it_compiles() -> None:
    compiled = catalogues.compiled(PO)
    read = gettext.GNUTranslations(io.BytesIO(compiled))
    assert read.pgettext("menu", "Save") == "Lưu"
    assert read.gettext('Two\nlines "quoted"') == "Hai\ndòng"
    assert read.ngettext("%d day", "%d days", 5) == "%d ngày"
    assert read.gettext("Guess") == "Guess"


# --- in use


@pytest.mark.parametrize(
    ("message", "vietnamese"),
    [
        ("Save draft", "Lưu bản nháp"),
        ("History", "Lịch sử"),
        ("Lock", "Khóa"),
        ("Log in", "Đăng nhập"),
        ("Sign in", "Đăng nhập"),
        ("Dashboard", "Trang chủ"),
        ("Documents", "Tệp tài liệu"),
        # Shipped by Django as "đặt lại mật khẩu thành công", the opposite.
        ("Password reset unsuccessful", "Chưa đặt lại được mật khẩu"),
        ("This field is required.", "Trường này là bắt buộc."),
    ],
)
def test_the_program_speaks_our_words(message: str, vietnamese: str) -> None:
    assert translation.gettext(message) == vietnamese


def test_numbers_agree_without_a_plural() -> None:
    for count in (0, 1, 2):
        text = translation.ngettext("%(num)d day", "%(num)d days", count) % {"num": count}
        assert text == f"{count} ngày"


def test_the_browser_gets_our_words() -> None:
    request = RequestFactory().get("/jsi18n/")
    view = JavaScriptCatalog.as_view(packages=["wagtail.admin"])
    script = view(request).content.decode()
    catalogue = json.loads(re.search(r"const newcatalog = (\{.*?\});?\n", script, re.S)[1])  # type: ignore[index]
    assert catalogue["Dashboard"] == "Trang chủ"
    assert catalogue["Edit"] == "Sửa"
    assert catalogue["%(num)s error"] == ["%(num)s lỗi"]
    assert "const v = 0;" in script, "one plural form, whatever the number"
    own = catalogues.read(check_translations.own_path("djangojs"))
    for entry in own.values():
        if entry.msgid:
            expected = list(entry.strings) if entry.plural else entry.strings[0]
            assert catalogue[entry.msgid] == expected


@pytest.mark.parametrize(
    ("template", "context", "vietnamese", "english"),
    [
        ("wagtailadmin/shared/headers/_actions.html", {}, "Thao tác", "Actions"),
        ("wagtailadmin/tables/boolean_cell.html", {"value": True}, "Có", "True"),
        ("wagtailadmin/tables/boolean_cell.html", {"value": False}, "Không", "False"),
        ("wagtailadmin/tables/boolean_cell.html", {"value": None}, "Không rõ", "None"),
    ],
)
def test_words_written_into_templates_are_ours_too(
    template: str, context: dict[str, object], vietnamese: str, english: str
) -> None:
    html = render_to_string(template, context)
    assert vietnamese in html
    assert english not in html
