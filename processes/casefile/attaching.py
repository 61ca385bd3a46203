"""Files of a case: putting one in, taking one out again."""

import hashlib

from django.db import transaction

from processes import policies
from processes.cases.command import carry_out, write
from processes.cases.session import session_of_case
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
    session, done = session_of_case(case, key)
    if done:
        return session.case
    policy.require(actor, "attach", session.case)
    if paper and paper not in {row["id"] for row in session.body.get("papers", [])}:
        raise CommandRefused("Thủ tục này không có giấy tờ đã chọn. Hãy tải lại trang.")
    data = {"file": str(stored.pk), "digest": stored.sha256, "paper": paper}
    giver = policies.attaches(standing(actor), session.case)[1]
    carry_out(session, "attach", data, actor, giver)
    return write(session, actor, giver, key)


@transaction.atomic
def detach_file(
    actor: User, case: Case, file: str, reason: str, *, idempotency_key: str = ""
) -> Case:
    """Take a file out of the case; who put it there may, and the history keeps both acts."""
    key = events.keyed("detach", events.owned(actor, idempotency_key), file, reason)
    session, done = session_of_case(case, key)
    if done:
        return session.case
    policy.require(actor, "attach", session.case)
    kept = session.state["files"].get(file)
    if kept and kept.get("by") != str(actor.pk):
        raise policy.Forbidden("Chỉ người đã đưa tệp vào hồ sơ mới bỏ tệp ra được.")
    data = {"file": file, "reason": settle(reason)}
    giver = policies.attaches(standing(actor), session.case)[1]
    carry_out(session, "detach", data, actor, giver)
    return write(session, actor, giver, key)
