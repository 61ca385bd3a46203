"""Before a decision stand the chain, what changed and what will become of it."""

from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes import services as cases
from processes.control import reviews
from processes.control.views.consequences import consequences_of
from processes.control.views.pages import document_pages
from processes.control.views.stages import stages_of
from processes.models import Channel
from registry import canonical
from registry.documents import services as documents
from registry.documents.models import Document, Dossier
from registry.organisation.models import User
from tests import factories
from tests.processes.control.conftest import Office
from tests.processes.control.test_what_was_shown import again


def page(user: User, dossier: Dossier) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("control:dossier", args=[dossier.uid]))
    return unescape(answer.content.decode())


def chain(dossier: Dossier) -> list[tuple[str, str]]:
    case = reviews.case_of(dossier)
    said, turn = reviews.verdicts_of(case), reviews.current_step(case)
    return [(one.state, one.who) for one in stages_of(dossier, case, turn, said)]


def test_the_chain_says_who_did_it_whose_turn_it_is_and_who_follows(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    assert chain(dossier) == [
        ("done", "Mai Lan"),
        ("done", "Quang Vinh"),
        ("now", "Ngọc Hà (thay Mai Lan)"),
        ("", "Lãnh đạo chất lượng"),
        ("", "Lãnh đạo cao nhất"),
    ]
    html = page(office.stand_in, dossier)
    assert "Đến lượt ông/bà" in html and 'aria-current="step"' in html


def test_after_a_return_the_chain_begins_anew(office: Office) -> None:
    draft = office.draft()
    dossier = again(office, office.submit(draft), draft)
    assert [state for state, _ in chain(dossier)] == ["done", "now", "", "", ""]


def test_an_issued_dossier_has_its_whole_chain_behind_it(office: Office) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, *office.chain)
    assert [state for state, _ in chain(Dossier.unscoped.get(pk=dossier.pk))] == ["done"] * 5


def revised(office: Office) -> tuple[Dossier, Document]:
    """A process in force by which a case runs, revised and before the leader."""
    form = factories.uid_of(factories.install(office.agency, "form", factories.small_form()))
    document = factories.install_process(office.agency, factories.small_process(form)).document
    clerk = factories.person(office.agency, role="one_stop")
    cases.open_case(
        clerk, office.agency, str(document.uid), subject="Một việc",
        channel=Channel.COUNTER, applicant_name="Lê Văn Thử",
    )  # fmt: skip
    draft = documents.begin_revision(office.secretary, document)
    body = draft.data
    body["purpose"] = "Rõ hơn trước."
    documents.save_draft(
        office.secretary, draft, body, base_digest=canonical.digest(draft.body),
        owner_unit=factories.unit(office.agency, "VP"),
    )  # fmt: skip
    dossier = office.submit(Document.unscoped.get(pk=document.pk))
    office.approve(dossier, office.head, office.stand_in, office.quality)
    return dossier, document


def test_the_confirmation_names_what_will_change_and_the_cases_that_run(office: Office) -> None:
    dossier, document = revised(office)
    parts = [(one.item, one.document, one.label, one.before) for one in document_pages(dossier)]
    (will,) = consequences_of(dossier, parts)
    assert (will.number, will.before, will.cases) == ("lần ban hành 02", "lần ban hành 01", 1)
    html = page(office.top, dossier)
    assert "1 hồ sơ đang giải quyết" in html and "thay lần ban hành 01" in html
    office.approve(dossier, office.top)
    issued = Document.unscoped.get(pk=document.pk).versions.order_by("pk").last()
    assert issued is not None and (issued.issue_no, issued.revision_no) == (2, 0)


def test_an_urgent_issue_before_a_scheduled_one_says_so(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    office.approve(dossier, *office.chain)

    def again_from(text: str, **options: object) -> Dossier:
        fresh = documents.begin_revision(office.secretary, Document.unscoped.get(pk=draft.pk))
        body = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": text}]}
        documents.save_draft(
            office.secretary, fresh, body, base_digest=canonical.digest(fresh.body)
        )
        made = office.submit(Document.unscoped.get(pk=draft.pk), **options)
        office.approve(made, office.head, office.stand_in, office.quality)
        return made

    later = again_from("Từ năm sau.", effective_from=factories.at("2030-01-01 00:00"))
    office.approve(later, office.top)
    urgent = again_from("Sửa gấp.")
    parts = [(one.item, one.document, one.label, one.before) for one in document_pages(urgent)]
    (will,) = consequences_of(urgent, parts)
    assert (will.number, will.before) == ("lần ban hành 03", "lần ban hành 01")
    assert (will.coming, will.coming_at) == (
        "lần ban hành 02", factories.at("2030-01-01 00:00")
    )  # fmt: skip
    assert "Đã hẹn trước:" in page(office.top, urgent)


def test_nobody_else_reads_what_issuing_would_do(office: Office) -> None:
    dossier, _ = revised(office)
    html = page(office.head, dossier)
    assert "Khi ông/bà ban hành" not in html and 'id="y-kien"' not in html


def test_what_changed_stands_before_what_may_be_said(office: Office) -> None:
    dossier, _ = revised(office)
    html = page(office.top, dossier)
    assert html.index("Những gì thay đổi") < html.index('id="y-kien"')
    assert html.index("Những gì thay đổi") < html.index("data-ask")


def test_the_page_costs_as_much_with_more_documents(office: Office) -> None:
    def cost(dossier: Dossier) -> int:
        office.approve(dossier, office.head, office.stand_in, office.quality)
        page(office.top, dossier)
        with CaptureQueriesContext(connection) as queries:
            page(office.top, dossier)
        return len(queries)

    one = cost(office.submit(office.draft("A")))
    three = cost(office.submit(office.draft("B"), office.draft("C"), office.draft("D")))
    # Each document more is compared with its last issue, and asked for errors.
    assert three - one <= 2 * 6
