"""Two agencies side by side: one full of secrets, and people who must not come near them.

Every title, word and name of the secret agency carries the word «Zêta», by which one may look for
it, and a word in capitals of its own, which must never be answered (`WORDS`).
"""

import io
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Revision

from cms.models import NewsPage
from cms.site import pictures
from cms.site import services as site
from processes import services as cases
from processes.adoption import services as adoptions
from processes.casefile import attaching
from processes.control import services as control
from processes.models import Case, Feedback, Task
from registry import canonical
from registry.adoption.models import Adoption
from registry.documents import services as documents
from registry.documents.models import Document, Dossier, Version
from registry.documents.texts import services as texts
from registry.editor import drafts
from registry.files.models import StoredFile
from registry.files.services import inspect
from registry.handover import services as handovers
from registry.notices import services as notices
from registry.notices.models import Notice
from registry.now import now, today
from registry.organisation.models import Agency, User
from registry.organisation.roles import role_labels
from tests import factories
from tests.leaks import delivered
from tests.leaks.things import (
    comment_on,
    goals,
    manual,
    papers,
    proposed,
    steps,
    tried,
    turned_down,
)
from tests.processes.control.conftest import SYSTEM, install_chain
from tests.support.uploads import PDF, png

# All its words; long enough that no token of the moment holds one by chance.
WORDS = {
    "KIN" + word
    for word in (
        "NHAP", "TRINH", "TRALAI", "LYDO", "BANHANH", "MABANHANH", "HANCHE", "BIEUMAU", "QUYTRINH",
        "HOSO", "CONGDAN", "THONGBAO", "NGUOI", "DONVI", "TRANG", "HINHANH", "TEPTIN", "DANHGIA",
        "DINHKEM", "YKIEN", "BANGIAO", "BUOCMAU", "MUCTIEU", "DANGDUNG", "MADANGDUNG", "SUATEN",
        "SUAMA", "SUANOIDUNG", "DEXUAT", "TUCHOI", "MINHCHUNG", "YEUCAU", "HOSOGIAY", "DIEUKIEN",
    )
}  # fmt: skip
# What an issued document is called now and the unit that keeps it; its revision is called
# otherwise, and says other things.
IN_USE = {"KINDANGDUNG", "KINMADANGDUNG", "KINDONVI"}
REVISION = {"KINSUATEN", "KINSUAMA", "KINSUANOIDUNG"}
SHARED = "Quy trình dùng chung của tỉnh"
# Words that the person of another unit may read: what is issued inside the agency, its people.
INSIDE = {
    "KINBANHANH", "KINMABANHANH", "KINBIEUMAU", "KINQUYTRINH", "KINBUOCMAU", "KINNGUOI",
    "KINMUCTIEU", *IN_USE,
    # Proposals that wait, so that nobody proposes the same again; what a document must become.
    "KINDEXUAT", "KINMINHCHUNG", "KINYEUCAU",
}  # fmt: skip


@dataclass
class Office:
    """One agency with its people and one thing of every sort."""

    agency: Agency
    secretary: User
    desk: User
    officer: User
    top: User
    issued: Version
    restricted: Version
    form: Version
    process: Version
    template: Version
    draft: Document
    submitted: Document
    revision: Revision
    dossiers: list[Dossier]
    case: Case
    notice: Notice
    adoption: Adoption
    # Objectives of 2026 in force, one of them with a result.
    objectives: Version
    # A draft of a condition that was tried on the case.
    tried: Document
    more: dict[str, list[Any]] = field(default_factory=dict)
    # Issued and shared, under revision: one being written, one before its reviewers.
    revised: list[Document] = field(default_factory=list)
    # Ids and requests as they were worked out once: whatever a request does is undone.
    known: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    @property
    def attached(self) -> StoredFile:
        """The file that was put into the case."""
        return StoredFile.objects.of(self.agency).get(name__contains="DINHKEM")

    @property
    def task(self) -> Task:
        """The open task of the case."""
        return Task.objects.of(self.agency).get(case=self.case, status="not_started")


def everything(agency: Agency, unit: str, username: str) -> User:
    """Somebody who holds every role there is, in one agency."""
    first, *rest = role_labels()
    return factories.person(
        agency,
        role=first,
        roles=tuple(rest),
        unit=factories.unit(agency, unit),
        username=username,
        name=f"Người {username}",
    )


def office(agency: Agency, words: str = "KIN") -> Office:
    """An agency at work; `words` begins each of its own words."""

    def word(name: str) -> str:
        return f"Zêta {words}{name}"

    desk_unit = factories.unit(agency, "VP", word("DONVI"))
    secretary = factories.person(
        agency, role="iso_secretary", roles=("drafter",), unit=desk_unit, name=word("NGUOI")
    )
    desk = factories.person(agency, role="one_stop", unit=desk_unit, name=word("NGUOI"))
    officer = factories.person(agency, role="staff", unit=desk_unit, name=word("NGUOI"))
    top = factories.person(agency, role="top_leader", name=word("NGUOI"))
    head = factories.person(agency, role="department_leader", unit=desk_unit, name=word("NGUOI"))
    factories.person(agency, role="clerk", name=word("NGUOI"))
    # It is over: it is there to be found, and gives nobody anything.
    past = factories.delegation(agency, secretary, officer, "drafter")
    past.ends = factories.LONG_AGO.date()
    past.save()
    issued = factories.install(
        agency, "manual", manual(words + "BANHANH"), title=word("BANHANH"), code=f"{words}MABANHANH"
    )
    restricted = documents.install(
        agency,
        "manual",
        code=f"{words}HANCHE",
        title=word("HANCHE"),
        body=manual(words + "HANCHE"),
        confidentiality="restricted",
        starts=factories.LONG_AGO,
    )
    form_body = factories.small_form()
    for row in form_body["fields"]:
        row["label"] = f"{row['label']} {word('BIEUMAU')}"
    form = factories.install(agency, "form", form_body, title=word("BIEUMAU"))
    process = factories.install_process(
        agency,
        factories.small_process(factories.uid_of(form), purpose=word("QUYTRINH")),
        title=word("QUYTRINH"),
    )
    template = factories.install(
        agency, "step-template", steps(word("BUOCMAU")), title=word("BUOCMAU")
    )
    draft = documents.create(
        secretary, agency, "manual", title=word("NHAP"), code=f"{words}NHAP",
        body=manual(words + "NHAP"), owner_unit=desk_unit,
    )  # fmt: skip
    told = texts.put(secretary, draft, inspect(f"{word('TEPTIN')}.png", png()))
    body = {**manual(words + "NHAP"), "file": told}
    draft, revision = drafts.save(secretary, draft, body, base_digest=canonical.digest(draft.body))
    submitted, returned = (
        documents.create(
            secretary, agency, "manual", title=word(name), code=f"{words}{name}",
            body=manual(words + name), owner_unit=desk_unit,
        )
        for name in ("TRINH", "TRALAI")
    )  # fmt: skip
    dossiers = [
        control.submit(secretary, [one], title=one.title, change_note=one.title)
        for one in (submitted, returned)
    ]
    for dossier in dossiers:
        comment_on(dossier, head, word("YKIEN"))
    turned_down(dossiers[1], head, word("LYDO"))
    control.submit(
        secretary, [returned], title=returned.title, change_note=returned.title, dossier=dossiers[1]
    )
    turned_down(dossiers[1], head, word("LYDO"))
    proposed(issued.document, officer, secretary, word)
    case = cases.open_case(
        desk,
        agency,
        factories.uid_of(process),
        subject=word("HOSO"),
        applicant_name=word("CONGDAN"),
        applicant_phone="0900000000",
        answers={"hoten": word("CONGDAN"), "ngay": "1990-02-03"},
        idempotency_key=words,
    )
    attaching.attach_file(desk, case, f"{word('DINHKEM')}.pdf", PDF + word("DINHKEM").encode())
    leaver = factories.person(agency, role="drafter", unit=desk_unit, name=word("NGUOI"))
    left = documents.create(
        leaver, agency, "manual", title=word("NHAP"), code=f"{words}DELAI", owner_unit=desk_unit
    )
    factories.hand_over(
        top, agency, leaver, {f"draft:{left.pk}": secretary.pk}, reason=word("BANGIAO")
    )
    handovers.prepare(desk, agency, {}, word("BANGIAO"))
    delivered.deliver(secretary, desk_unit, issued, restricted)
    papers(secretary, agency, word("HOSOGIAY"))
    notices.notify(secretary, agency, word("THONGBAO"), f"/admin/tai-lieu/{draft.pk}/")
    return Office(
        agency, secretary, desk, officer, top, issued, restricted, form, process, template, draft,
        submitted, revision, dossiers, case, Notice.objects.of(agency).get(text=word("THONGBAO")),
        adopted(agency, word("LYDO")), goals(agency, secretary, word("MUCTIEU")),
        tried(secretary, agency, case, word("DIEUKIEN")),
    )  # fmt: skip


def adopted(agency: Agency, reason: str) -> Adoption:
    """The agency works by the province's procedure, and knows already until when and why."""
    shared = Document.unscoped.get(agency=agency.parent, title=SHARED)
    row = adoptions.lay_down(agency, shared, decision_no="1/QĐ-UBND")
    row.ends, row.reason = today() + timedelta(days=90), reason
    row.save()
    return row


def revise(made: Office) -> None:
    """Documents in force, shared with the agencies below, whose revisions are called otherwise."""
    for _ in range(2):
        version = factories.install(
            made.agency, "manual", manual("KINDANGDUNG"), title="Zêta KINDANGDUNG",
            code="KINMADANGDUNG", shared=True,
        )  # fmt: skip
        document = documents.begin_revision(made.secretary, version.document)
        document, _revision = drafts.save(
            made.secretary, document, manual("KINSUANOIDUNG"), title="Zêta KINSUATEN",
            code="KINSUAMA", owner_unit=made.draft.owner_unit,
            base_digest=canonical.digest(document.body),
        )  # fmt: skip
        made.revised.append(document)
    dossier = control.submit(made.secretary, [document], title="Zêta KINSUATEN")
    made.dossiers.append(dossier)


def wagtail_things(made: Office) -> None:
    """Pages of the agency that nobody has published, pictures, what a citizen said; Wagtail's own
    picture and file."""
    home = site.establish(None, made.agency)
    home.title, home.live = "Zêta KINTRANG", False
    home.save()
    page = (
        home.get_children()
        .get()
        .add_child(
            instance=NewsPage(title="Zêta KINTRANG", slug="zeta", lead="Zêta KINTRANG", live=False)
        )
    )
    drawing = io.BytesIO()
    Image.new("RGB", (9, 9)).save(drawing, "PNG")
    own = pictures.store(
        factories.person(made.agency, role="site_editor", name="Zêta KINNGUOI"),
        "Zêta KINHINHANH",
        drawing.getvalue(),
    )
    Feedback.objects.create(
        agency=made.agency, case=made.case, stars=1, text="Zêta KINDANHGIA", given_at=now()
    )
    picture = get_image_model().objects.create(title="Zêta KINHINHANH", file=get_test_image_file())
    file = get_document_model().objects.create(
        title="Zêta KINTEPTIN", file=ContentFile(b"KINTEPTIN", name="zeta.txt")
    )
    revision = page.save_revision(user=made.secretary)
    made.more = {
        "page": [page, home], "image": [picture], "file": [file], "page_revision": [revision],
        "picture": [own],
    }  # fmt: skip


@dataclass
class World:
    """The secret agency, the agency beside it, and those who look."""

    province: Agency
    secret: Office
    beside: Office
    people: dict[str, User | None]


def prepare() -> tuple[Agency, Agency, Office, dict[str, User | None]]:
    """All but the secrets: province, secret agency (empty), agency beside it, the people."""
    province = factories.agency("H99", name="UBND tỉnh Thử")
    closed = factories.agency("H99.15.01", name="UBND phường Kín", parent=province)
    open_ = factories.agency("H99.15.02", name="UBND phường Bên", parent=province)
    below = factories.agency("H99.15.01.1", name="Trạm thuộc phường Kín", parent=closed)
    factories.calendar(province, shared=True)
    install_chain(province, shared=True)
    chain = json.loads((SYSTEM / "document_proposals.json").read_text())
    factories.install(
        province, "process", chain["body"], code=chain["code"], title=chain["title"], shared=True
    )
    for agency in (closed, open_, below):
        factories.calendar(agency)
    form = factories.install(province, "form", factories.small_form(), shared=True)
    body = factories.small_process(factories.uid_of(form))
    factories.install_process(province, body, title=SHARED, shared=True)
    people: dict[str, User | None] = {
        "beside": everything(open_, "VP", "ben"),
        "above": everything(province, "VP", "tren"),
        "below": everything(below, "VP", "duoi"),
        "colleague": factories.person(
            closed, role="staff", unit=factories.unit(closed, "TP"), username="dongnghiep",
            name="Người cùng cơ quan",
        ),
        "nobody": None,
    }  # fmt: skip
    return province, closed, office(open_, "BEN"), people


def make() -> World:
    """The whole world."""
    province, closed, beside, people = prepare()
    secret = office(closed)
    wagtail_things(secret)
    revise(secret)
    return World(province, secret, beside, people)
