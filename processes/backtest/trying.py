"""Answers of past cases for whoever tries a rule beside its editor: what it asks about, no more."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from processes.backtest import cases
from processes.backtest.deciders import DECIDERS, Ready
from processes.models import Case
from registry import policy
from registry.kinds import Context
from registry.now import local
from registry.organisation.models import Agency, User
from registry.vietnamese import compact
from rules.asking.pages import LARGEST, context_of, page_of
from rules.typed_answers import typed_of

MOST = 10
# Cases are looked through so many at a time, and no more than so many lots: some hold nothing.
LOT, MOST_LOTS = 30, 5


@require_POST
def rule_case(request: HttpRequest) -> JsonResponse:
    """Answer with the latest cases that ended and hold what the rule of a page asks about.

    Body: {"kind", "body": page state, "code": part of a code}. Answer: {"cases": [{"code", "told",
    "typed": {field id: as typed}}]}. Only cases that the person may read; numbers of papers,
    telephones and texts that nobody compares come as «đã ghi».
    """
    at = policy.standing(request.user)
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "Nội dung quá dài.", "cases": []}, status=400)
    try:
        asked = json.loads(request.body)
        kind, body = page_of(asked)
        decider = DECIDERS.find(kind.code)
        context = context_of(request)
        # Texts of every shape stand on a page, and no reader is made for all of them.
        side = decider(body, context) if decider else None
        code = compact(str(asked.get("code") or ""))[:80]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse(
            {"error": "Không đọc được nội dung của trang.", "cases": []}, status=400
        )
    if at.agency is None or at.user is None or side is None:
        return JsonResponse({"cases": []})
    return JsonResponse({"cases": _found(at.agency, at.user, side, context, code)})


def _found(
    agency: Agency, user: User, side: Ready, context: Context, code: str
) -> list[dict[str, Any]]:
    if not side.form or not side.inputs:
        return []
    seen = policy.visible(user, Case).filter(pk__in=cases.closed(agency, "", side).values("pk"))
    if code:
        seen = seen.filter(code_key__contains=code)
    rows = seen.select_related("version").defer("version__body").order_by("-closed_at", "-pk")
    hidden = cases.personal(side, context)
    found: list[dict[str, Any]] = []
    for number in range(MOST_LOTS):
        lot = list(rows[number * LOT : (number + 1) * LOT])
        answered = cases.answered(agency, lot) if lot else {}
        for case in lot:
            given = cases.read_by(side, answered[case.pk])
            if given is not None and len(found) < MOST:
                found.append(_told(case, cases.shown(given, side.inputs, hidden), side))
        if len(lot) < LOT or len(found) >= MOST:
            break
    return found


def _told(case: Case, answers: dict[str, Any], side: Ready) -> dict[str, Any]:
    ended = f"{local(case.closed_at):%d/%m/%Y}" if case.closed_at else ""
    return {
        "code": case.code,
        "told": f"{case.version.title} · kết thúc ngày {ended}",
        "typed": typed_of(answers, side.inputs),
    }
