"""Step templates at work: which may be inserted, which copies are outdated, where one is used."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from processes.kinds.step_template.updates import Copy, copies, outdated
from registry import policy
from registry.canonical import Body
from registry.documents import closure
from registry.documents.models import Document, Stage, Validity, Version
from registry.editor.buttons import BUTTONS, SECTIONS, Button
from registry.kinds import Resolved
from registry.lists.ordering import by_words
from registry.now import now
from registry.organisation.models import Agency, User

KIND = "step-template"


def insertable(user: User, agency: Agency) -> list[Resolved]:
    """List templates in force that the person sees: the agency's own, and shared from above."""
    reach = [agency.pk, *(above.pk for above in agency.ancestors())]
    seen = policy.visible(user, Document).filter(kind=KIND, agency_id__in=reach)
    uids = [
        str(uid)
        for uid in seen.filter(validities__in=_in_force())
        .order_by(by_words("code"), by_words("title"), "pk")
        .values_list("uid", flat=True)
        .distinct()
    ]
    resolver = closure.Resolver(agency, now())
    resolver.warm(uids)
    return [found for uid in uids if (found := resolver(uid)) is not None]


def _in_force() -> Iterable[Validity]:
    found: Iterable[Validity] = Validity.unscoped.filter(Validity.at(now()))
    return found


def base_of(user: User, copy: Copy) -> Body | None:
    """Return the issue of the template that was copied, or None if the person can't read it."""
    if not closure.is_uuid(copy.template):
        return None
    version = (
        policy.visible(user, Version)
        .filter(document__uid=copy.template, issue_no=copy.issue_no, revision_no=copy.revision_no)
        .first()
    )
    return version.data if version else None


def outdated_in(document: Document, body: Body) -> list[tuple[Copy, Resolved]]:
    """Return the copies in a process whose template has a newer issue in force for its agency."""
    if document.kind != "process" or not copies(body):
        return []
    return outdated(body, closure.context(document.agency))


@dataclass(frozen=True)
class Use:
    """A process in force that holds a copy of a template."""

    version: Version
    number: str
    current: bool


def uses_of(user: User, template: Document) -> list[Use]:
    """List processes in force with copies of a template, as far as the person sees them."""
    uid = str(template.uid)
    now_in_force = closure.in_force(template.agency, uid)
    versions = (
        policy.visible(user, Version)
        .filter(
            validities__in=_in_force(),
            reference_rows__target_uid=uid,
            reference_rows__relation="copies",
        )
        .select_related("document", "agency")
        .order_by(by_words("agency__name"), by_words("code"), "pk")
        .distinct()
    )
    return [
        Use(version, copy.number, now_in_force is None or not copy.older_than(now_in_force))
        for version in versions
        for copy in copies(version.data)
        if copy.template == uid
    ]


def _actions(user: User, document: Document) -> list[Button]:
    if document.kind != "process" or document.stage == Stage.IDLE:
        return []
    found = outdated_in(document, document.data)
    if not found or not policy.can(user, "edit", document):
        return []
    url = reverse("step_template_updates", args=[document.pk])
    return [Button(f"Xem bước mẫu có bản mới ({len(found)})", url, "copy")]


def _section(user: User, document: Document) -> SafeString | str:
    if document.kind == KIND:
        uses = uses_of(user, document)
        return render_to_string("processes/step_templates/_uses.html", {"uses": uses})
    # Whoever edits the draft has the button above instead; nobody else is told that there is one.
    if document.kind != "process" or (
        document.stage != Stage.IDLE and policy.can(user, "read_draft", document)
    ):
        return ""
    issued = closure.in_force(document.agency, str(document.uid))
    found = outdated_in(document, issued.body) if issued else []
    return (
        render_to_string("processes/step_templates/_newer.html", {"found": found}) if found else ""
    )


def declare() -> None:
    """Register the buttons and parts."""
    BUTTONS.add("step_templates", _actions)
    SECTIONS.add("step_templates", _section)
