"""Files of a case: putting one in, taking one out again."""

import hashlib

from django.db import transaction

from processes import policies
from processes.cases.act import Act
from processes.cases.command import command
from processes.engine.refusal import CommandRefused
from processes.extensions import guards
from processes.models import Case
from registry import policy
from registry.files import services as files
from registry.organisation.models import User
from registry.policy import standing
from registry.trail import events
from registry.vietnamese import settle


def attach_file(
    actor: User,
    case: Case,
    name: str,
    content: bytes,
    *,
    paper: str = "",
    idempotency_key: str = "",
) -> Case:
    """Keep a file with the case; `paper` is the id of the paper that it is a copy of, if any.

    Raises FileError, CommandRefused (also for a file that is there already, and for another file
    under the key of the first), Forbidden.
    """
    own = events.owned(actor, idempotency_key)
    key = events.keyed("attach", own, hashlib.sha256(content).hexdigest(), paper)
    # Asked before the file is read and stored, so that a refusal costs nothing and leaves no bytes
    # behind; and again when the case is locked.
    if events.already_done(case.stream, key, CommandRefused):
        return case
    policy.require(actor, "attach", case)
    against = guards.act_refusal(case, "attach")
    if against:
        raise CommandRefused(against)
    # Reading a file may take seconds; nobody else's writing waits for it.
    return _keep(actor, case, files.inspect(name, content), paper, key)


@transaction.atomic
def _keep(actor: User, case: Case, file: files.Inspected, paper: str, key: str) -> Case:
    # The agency's stream is locked before the case's, as everywhere.
    stored = files.store(actor, case.agency, file)
    with command(actor, case, key, _puts_in) as act:
        if not act.done:
            if paper and paper not in {row["id"] for row in act.session.body.get("papers", [])}:
                raise CommandRefused("Thủ tục này không có giấy tờ đã chọn. Hãy tải lại trang.")
            asked = {"file": str(stored.pk), "digest": stored.sha256, "paper": paper}
            act.carry_out("attach", asked)
    return act.case


def detach_file(
    actor: User, case: Case, file: str, reason: str, *, idempotency_key: str = ""
) -> Case:
    """Take a file out of the case; who put it there may, and the history keeps both acts."""
    key = events.keyed("detach", events.owned(actor, idempotency_key), file, reason)

    def takes_out(act: Act) -> User | None:
        giver, kept = _puts_in(act), act.session.state["files"].get(file)
        if kept and kept.get("by") != str(actor.pk):
            raise policy.Forbidden("Chỉ người đã đưa tệp vào hồ sơ mới bỏ tệp ra được.")
        return giver

    with command(actor, case, key, takes_out) as act:
        if not act.done:
            act.carry_out("detach", {"file": file, "reason": settle(reason)})
    return act.case


def _puts_in(act: Act) -> User | None:
    policy.require(act.actor, "attach", act.case)
    return policies.attaches(standing(act.actor), act.case)[1]
