"""A folder of papers becomes documents in force, each line once, with its past as it was."""

from datetime import timedelta

import pytest
from django.db import transaction

from registry.documents import services as documents
from registry.documents.codes.giving import proposed_code
from registry.documents.issue.frame import frame_of
from registry.documents.models import Document, Validity, Version
from registry.documents.texts import services as texts
from registry.files import services as files
from registry.notices.models import Notice
from registry.now import local, now
from registry.organisation.models import Agency
from registry.packages import exporting, importing
from registry.periodic import reminders
from registry.policy import Forbidden
from registry.takeover import services
from registry.takeover.errors import OtherReport, TakeoverError
from registry.takeover.models import LineOutcome, LineVerdict, Takeover, TakeoverState
from registry.takeover.reading.lines import possible
from registry.trail import events
from registry.trail.models import Event
from tests import factories
from tests.processes.control.conftest import Office, office  # noqa: F401
from tests.registry.takeover.office import (
    HEADS,
    archive,
    book,
    folder,
    line,
    lines,
    paper,
    said,
    sent,
    taken,
    work,
)

pytestmark = pytest.mark.django_db

FIRST, SECOND = line(), line(issue="02", issued="05/03/2025", effective="", file="HD-05-lan-2.pdf")
MANUAL = line(kind="Sổ tay", code="QC-01", title="Quy chế làm việc", unit="", file="QC-01.pdf")


def issues(made: Office, code: str) -> list[Version]:
    rows = Version.objects.of(made.agency).filter(code=code)
    return list(rows.order_by("issue_no", "revision_no"))


def manual_of(made: Office) -> Document:
    found: Document = Document.objects.of(made.agency).get(code="QC-01")
    return found


def test_issues_keep_their_numbers_days_and_signer_and_follow_each_other(office: Office) -> None:  # noqa: F811
    done = taken(office.secretary, office.agency, folder(SECOND, FIRST, MANUAL))
    assert (
        done.state == TakeoverState.DONE and [row.outcome for row in lines(done)] == ["taken"] * 3
    )
    first, second = issues(office, "HD-05")
    assert [first.number, second.number] == ["01/00", "02/00"]
    assert f"{local(first.issued_at):%d/%m/%Y}" == "07/12/2023"
    assert first.taken_over_at is not None and first.issued_by is None
    begun = {one.version_id: one for one in Validity.objects.of(office.agency)}
    assert f"{local(begun[first.pk].starts):%d/%m/%Y}" == "01/01/2024"
    assert begun[first.pk].ends == begun[second.pk].starts and begun[second.pk].ends is None
    assert f"{local(begun[second.pk].starts):%d/%m/%Y}" == "05/03/2025"
    assert begun[first.pk].field == "Tiếp dân"
    document = first.document
    assert document.owner_unit is not None and document.owner_unit.code == "VP"
    row = texts.row_of(document, first.data)
    assert row is not None and files.open_file(row.file).read() == paper("HD-05.pdf")
    # Nobody of the system approved it, and no page says so.
    frame = frame_of(first)
    people = [person for column in frame["approvals"] for person in column["people"]]
    assert [(one["name"], one["paper"]) for one in people] == [("Nguyễn Văn Mẫu", True)]
    assert frame["changes"][0]["summary"] == "Tiếp nhận từ hồ sơ giấy"
    told = events.data_of(Event.objects.get(
        stream=f"document:{document.uid}", type="document.taken_over", data__contains='"line":3'
    ))  # fmt: skip
    assert told["takeover"] == str(done.uid) and told["issue_no"] == 1
    ended = Event.objects.get(type="agency.takeover_ended")
    assert events.data_of(ended)["taken"] == 3 and ended.actor == office.secretary
    assert Event.objects.filter(type="agency.takeover_begun").count() == 1
    # It is long due to be read again; the list says so, and nobody gets a notice of each.
    reminders.remind()
    assert not Notice.objects.of(office.agency).filter(thing_id=manual_of(office).pk).exists()
    # The next issue goes on from the past, by the usual way.
    draft = documents.begin_revision(office.secretary, document)
    assert draft.data["file"]["name"] == "HD-05-lan-2.pdf"


def test_every_kind_whose_text_may_be_a_file_comes_in(office: Office) -> None:  # noqa: F811
    rows = [
        (*line(kind=kind.label, code=f"TL-{place}", unit="", file=f"{place}.pdf"), "Sở Nội vụ")
        for place, kind in enumerate(possible(), 1)
    ]
    heads = (*HEADS, "Nơi ban hành")
    files = {"danh-muc.xlsx": book([heads, *rows]), **{row[-2]: paper(row[-2]) for row in rows}}
    done = taken(office.secretary, office.agency, archive(files))
    assert [row.outcome for row in lines(done)] == [LineOutcome.TAKEN] * len(rows), [
        row.said for row in lines(done)
    ]
    assert {row.version.kind for row in lines(done) if row.version} == {
        kind.code for kind in possible()
    }
    external = Version.objects.of(office.agency).get(kind="external")
    assert external.data["applies_to"] == office.agency.name
    assert external.data["issuer"] == "Sở Nội vụ"


def test_again_nothing_comes_twice_and_what_differs_is_kept_and_said(office: Office) -> None:  # noqa: F811
    taken(office.secretary, office.agency, folder(FIRST, MANUAL))
    count = Version.objects.of(office.agency).count()
    other = folder(line(title="Tên khác"), MANUAL, SECOND, HD_05=paper("khac"))
    again = sent(office.secretary, office.agency, other)
    verdicts = [row.verdict for row in lines(again)]
    assert verdicts == [LineVerdict.OTHER, LineVerdict.SAME, LineVerdict.NEW]
    assert "tệp gửi lên khác" in said(lines(again)[0]) and "«Tiếp nhận đơn thư»" in said(
        lines(again)[0]
    )
    services.decide(office.secretary, again, seen=again.digest)
    work()
    assert Version.objects.of(office.agency).count() == count + 1
    assert issues(office, "HD-05")[0].title == "Tiếp nhận đơn thư"


def test_the_decision_names_the_report_that_was_shown(office: Office) -> None:  # noqa: F811
    made = sent(office.secretary, office.agency, folder(FIRST))
    with pytest.raises(OtherReport):
        services.decide(office.secretary, made, seen="")
    mended = archive({"danh-muc.xlsx": book([HEADS, line(title="Tên mới")])})
    services.add(office.secretary, made, [("sua.zip", mended)])
    with pytest.raises(OtherReport):
        services.decide(office.secretary, made, seen=made.digest)
    work()
    made.refresh_from_db()
    services.decide(office.secretary, made, seen=made.digest)
    services.decide(office.secretary, made, seen=made.digest)
    work()
    assert issues(office, "HD-05")[0].title == "Tên mới"
    assert Event.objects.filter(type="agency.takeover_begun").count() == 1


def test_what_changed_since_the_check_is_said_and_bars_what_follows(office: Office) -> None:  # noqa: F811
    made = sent(office.secretary, office.agency, folder(FIRST, SECOND, MANUAL))
    documents.create(
        office.secretary, office.agency, "instruction", title="Đang soạn", code="hd 05"
    )
    services.decide(office.secretary, made, seen=made.digest)
    work()
    first, second, manual = lines(made)
    assert (
        first.outcome == second.outcome == LineOutcome.FAILED
        and manual.outcome == LineOutcome.TAKEN
    )
    assert "bản soạn thảo" in first.said and "dòng 2) chưa nhập được" in second.said
    assert not Document.objects.of(office.agency).filter(title="Tiếp nhận đơn thư").exists()


def test_codes_that_others_have_are_refused_and_taken_ones_never_given(office: Office) -> None:  # noqa: F811
    draft = office.draft("Quy chế")
    documents.save_draft(
        office.secretary, draft, draft.data, base_digest=draft.draft_digest, code="QC-01"
    )
    made = sent(office.secretary, office.agency, folder(MANUAL))
    (row,) = lines(made)
    assert row.verdict == LineVerdict.OTHER and "QC-01 đang ở một bản soạn thảo" in said(row)
    office.submit(draft)
    services.recheck(office.secretary, made)
    work()
    assert lines(made)[0].verdict == LineVerdict.OTHER
    taken(office.secretary, office.agency, folder(line(code="HD-07")))
    assert proposed_code(office.agency, "instruction") == "HD-08"


def test_a_list_does_not_pass_by_those_who_approve(office: Office) -> None:  # noqa: F811
    dossier = office.submit(office.draft("Sổ tay"))
    office.approve(dossier, *office.chain)
    next_one = line(kind="Sổ tay", code="ST-Sổ tay", title="Sổ tay", issue="02", unit="",
                    issued="01/02/2026", effective="", file="a.pdf")  # fmt: skip
    (row,) = lines(sent(office.secretary, office.agency, folder(next_one)))
    assert row.verdict == LineVerdict.OTHER and "ban hành trên hệ thống" in said(row)
    taken(office.secretary, office.agency, folder(SECOND))
    (older,) = lines(sent(office.secretary, office.agency, folder(FIRST)))
    assert older.verdict == LineVerdict.OTHER and "lần cũ hơn" in said(older)
    documents.begin_revision(office.secretary, issues(office, "HD-05")[0].document)
    third = line(issue="03", issued="05/04/2025", effective="", file="b.pdf")
    (row,) = lines(sent(office.secretary, office.agency, folder(third)))
    assert row.verdict == LineVerdict.OTHER and "đang có bản soạn thảo" in said(row)


def test_stopped_between_lines_it_goes_on_later_without_doubles(
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from registry.takeover import taking

    made = sent(office.secretary, office.agency, folder(FIRST, SECOND, MANUAL))
    services.decide(office.secretary, made, seen=made.digest)
    real = taking.take

    def stopping(takeover: Takeover, row: object) -> bool:
        went_on = real(takeover, row)  # type: ignore[arg-type]
        services.stop(office.secretary, takeover)
        return went_on

    monkeypatch.setattr(taking, "take", stopping)
    work()
    monkeypatch.undo()
    made.refresh_from_db()
    assert made.state == TakeoverState.STOPPED
    assert [row.outcome for row in lines(made)].count(LineOutcome.TAKEN) == 1
    services.recheck(office.secretary, made)
    work()
    made.refresh_from_db()
    services.decide(office.secretary, made, seen=made.digest)
    work()
    assert Version.objects.of(office.agency).filter(taken_over_at__isnull=False).count() == 3


def test_without_the_role_nothing_is_kept_and_a_lost_role_ends_it(office: Office) -> None:  # noqa: F811
    with pytest.raises(Forbidden):
        services.begin(office.head, office.agency, [("a.zip", folder(FIRST))])
    made = sent(office.secretary, office.agency, folder(FIRST))
    services.decide(office.secretary, made, seen=made.digest)
    office.secretary.memberships.update(ends=(now() - timedelta(days=1)).date())
    work()
    (row,) = lines(made)
    assert row.outcome == LineOutcome.FAILED and "không có quyền" in row.said


def test_files_come_in_parts_and_go_after_a_month(office: Office) -> None:  # noqa: F811
    made = sent(
        office.secretary, office.agency, archive({"danh-muc.xlsx": book([HEADS, FIRST, MANUAL])})
    )
    assert [row.verdict for row in lines(made)] == [LineVerdict.WRONG] * 2
    assert "Không có tệp «HD-05.pdf»" in said(lines(made)[0])
    services.add(office.secretary, made, [("HD-05.pdf", paper("a")), ("QC-01.pdf", paper("b"))])
    work()
    assert [row.verdict for row in lines(made)] == [LineVerdict.NEW] * 2
    Takeover.unscoped.filter(pk=made.pk).update(created_at=now() - timedelta(days=31))
    assert services.tidy() == "Đã xóa tệp của 1 đợt nhập."
    made.refresh_from_db()
    with pytest.raises(TakeoverError, match="không còn được giữ"):
        services.decide(office.secretary, made, seen=made.digest)
    services.discard(office.secretary, made)
    assert not Takeover.objects.of(office.agency).exists()


def test_a_package_carries_what_was_taken_over() -> None:
    with transaction.atomic():
        agency = factories.agency("T-GIAY")
        secretary = factories.person(agency, role="iso_secretary")
        taken(secretary, agency, folder(line(unit="")))
        text = exporting.export(agency)
        transaction.set_rollback(True)
    importing.take_in(text.encode())
    there = Agency.objects.get(code="T-GIAY")
    assert exporting.export(there) == text
    version = Version.objects.of(there).get()
    assert version.taken_over_at is not None and "Nguyễn Văn Mẫu" in version.approvals
