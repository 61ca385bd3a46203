"""Small worlds for tests: agencies, units, people with roles, a calendar, forms and processes.

commune = factories.agency()
officer = factories.person(commune, role="staff", unit=factories.unit(commune, "TP"))
factories.calendar(commune)
version = factories.install_process(commune, factories.small_process(form=..., rule=...))
"""

import itertools
from datetime import datetime
from typing import Any

from registry.documents import services
from registry.documents.models import Version
from registry.now import LOCAL
from registry.organisation.models import Agency, Delegation, Membership, Unit, User

Json = dict[str, Any]
_numbers = itertools.count(1)

# In force long before any instant that a test plays at.
LONG_AGO = datetime(2025, 1, 1, tzinfo=LOCAL)

PASSWORD = "mat-khau-thu-nghiem"


def at(text: str) -> datetime:
    """«2026-04-24 15:10» on a Vietnamese wall clock, aware."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def agency(
    code: str = "", *, name: str = "UBND phường An Bình", parent: Agency | None = None
) -> Agency:
    """An agency; without a code it gets one of its own."""
    number = next(_numbers)
    return Agency.objects.create(
        code=code or f"T{number:03d}", name=name, short_name=name, place="An Bình", parent=parent
    )


def unit(of: Agency, code: str, name: str = "") -> Unit:
    """A unit of an agency; the same code gives the same unit."""
    found: Unit = Unit.objects.of(of).filter(code=code).first() or Unit.objects.create(
        agency=of, code=code, name=name or f"Phòng {code}"
    )
    return found


def person(
    of: Agency,
    *,
    role: str = "staff",
    unit: Unit | None = None,
    name: str = "",
    username: str = "",
    position: str = "",
    roles: tuple[str, ...] = (),
) -> User:
    """Somebody who holds a role (and more `roles`) in an agency since ever."""
    number = next(_numbers)
    user = User.objects.create_user(
        username=username or f"nguoi{number}",
        password=PASSWORD,
        full_name=name or f"Nguyễn Thử {number}",
    )
    for code in (role, *roles):
        Membership.objects.create(agency=of, user=user, unit=unit, role=code, position=position)
    return user


def named(task: Any) -> Json:
    """What the page of a dossier says of itself when somebody presses one of its buttons."""
    from processes.control import reviews

    dossier = reviews.dossier_of(task.case)
    assert dossier is not None
    return {"task": task.pk, "round": dossier.round, "digest": dossier.digest}


def verdict(user: User, task: Any, action: str = "forward", **options: Any) -> Any:
    """What somebody says who has the page of the dossier before them as it is now, and knows
    their password."""
    from processes.control import reviews
    from processes.control import services as control

    dossier = reviews.dossier_of(task.case)
    seen = {} if dossier is None else {"round": dossier.round, "digest": dossier.digest}
    return control.give_verdict(user, task, action, **{**seen, "password": PASSWORD, **options})


def confirm(user: User, adoption: Any, **options: Any) -> Any:
    """What a leader decides who has the page of the adoption before them as it is now."""
    from processes.adoption import services as adoptions

    given = {"seen": adoption_shown(adoption), "decision_no": "1/QĐ", **options}
    return adoptions.confirm(user, adoption, **given)


def send_back(user: User, adoption: Any, reason: str) -> Any:
    """As `confirm`, but no, with a reason."""
    from processes.adoption import services as adoptions

    return adoptions.send_back(user, adoption, reason, seen=adoption_shown(adoption))


def adoption_shown(adoption: Any) -> str:
    """What the page of an adoption carries when it is opened now."""
    from processes.adoption import shown

    fresh = type(adoption).unscoped.get(pk=adoption.pk)
    return shown.of(fresh, shown.in_force(fresh))


def answers_shown(task: Any) -> str:
    """What the page of a task carries of its form's answers when it is opened now."""
    from processes import pinned
    from processes.cases.answers import Answers

    step = pinned.process_of(task.case)[1].step(task.step_id)
    return Answers(task.case).digest_of(step.form) if step else ""


def case_shown(case: Any) -> str:
    """What the page of a case carries when it is opened now."""
    from processes.cases import shown
    from processes.models import OPEN_TASK

    fresh = type(case).unscoped.get(pk=case.pk)
    return shown.of(fresh, fresh.tasks.filter(status__in=OPEN_TASK))


def act(user: User, case: Any, name: str, *given: Any, **options: Any) -> Any:
    """What a leader does with a case («suspend», «resume», «extend», «stop») who has its page
    before them as it is now."""
    from processes import services as cases

    return getattr(cases, name)(user, case, *given, **{"seen": case_shown(case), **options})


def save(user: User, task: Any, answers: Json) -> Any:
    """What somebody saves who has the page of the task before them as it is now."""
    from processes import services as cases

    return cases.save_answers(user, task, answers, seen=answers_shown(task))


def complete(user: User, task: Any, answers: Json) -> Any:
    """As `save`, and hands the case on."""
    from processes import services as cases

    return cases.complete_task(user, task, answers=answers, seen=answers_shown(task))


def hand_over(
    user: User, of: Agency, person: User, assignments: dict[str, int], **options: Any
) -> Any:
    """What somebody hands over who has the page of checking before them as it is now."""
    from registry.handover import services as handovers

    given = {name: options[name] for name in ("reason", "last_day") if name in options}
    seen = handovers.shown_of(of, person, assignments, **given)
    return handovers.hand_over(user, of, person, assignments, **{"seen": seen, **options})


def delegation(
    of: Agency, giver: User, receiver: User, role: str, kind: str = "absence"
) -> Delegation:
    """`receiver` acts for `giver` in a role, without an end."""
    made: Delegation = Delegation.objects.create(
        agency=of, giver=giver, receiver=receiver, role=role, kind=kind
    )
    return made


def install(
    of: Agency,
    kind: str,
    body: Json,
    *,
    code: str = "",
    title: str = "",
    uid: str | None = None,
    shared: bool = False,
    starts: datetime | None = None,
) -> Version:
    """A document of any kind, in force; installing another body under its uid re-issues it."""
    number = next(_numbers)
    return services.install(
        of,
        kind,
        code=code or f"TL-{number}",
        title=title or f"Tài liệu {number}",
        body=body,
        uid=uid,
        shared=shared,
        starts=starts or LONG_AGO,
    )


def uid_of(version: Version) -> str:
    """The permanent uid by which other bodies name the document."""
    return str(version.document.uid)


def calendar_body(**changes: Any) -> Json:
    """Monday to Friday 07:30-11:30 and 13:30-17:00, 30/04 and 01/05/2026 off."""
    hours = (("07:30", "11:30"), ("13:30", "17:00"))
    return {
        "from": "2025-01-01",
        "to": "2027-12-31",
        "count_from": "next_day",
        "roll_calendar_days": True,
        "shifts": [
            {"id": f"c{day}{part}", "weekday": day, "start": start, "end": end}
            for day in range(1, 6)
            for part, (start, end) in enumerate(hours)
        ],
        "exceptions": [
            {"id": "n1", "date": "2026-04-27", "kind": "off", "name": "Nghỉ bù Giỗ Tổ Hùng Vương"},
            {"id": "n2", "date": "2026-04-30", "kind": "off", "name": "Ngày Chiến thắng"},
            {"id": "n3", "date": "2026-05-01", "kind": "off", "name": "Quốc tế lao động"},
        ],
        **changes,
    }


def calendar(of: Agency, body: Json | None = None, **options: Any) -> Version:
    """The calendar of an agency, in force."""
    return install(of, "calendar", body or calendar_body(), title="Lịch làm việc", **options)


def days(amount: str, unit: str = "working_day") -> Json:
    """A DURATION."""
    return {"amount": amount, "unit": unit}


def small_form() -> Json:
    """Two fields of the citizen, one of the officer."""
    return {
        "fields": [
            {"id": "hoten", "type": "text", "label": "Họ và tên", "required": True,
             "audience": "citizen"},
            {"id": "ngay", "type": "date", "label": "Ngày sinh", "audience": "citizen"},
            {"id": "xacminh", "type": "yes_no", "label": "Cần xác minh", "audience": "officer"},
        ]
    }  # fmt: skip


def small_rule(form: str) -> Json:
    """Applies when the officer says that verification is needed."""
    return {
        "form": form,
        "logic": {"==": [{"var": "xacminh"}, True]},
        "examples": examples(({"xacminh": True}, "yes"), ({"xacminh": False}, "no")),
    }


def examples(*cases: tuple[Json, Any]) -> list[Json]:
    """Examples of a rule: what is answered, and what is expected."""
    return [
        {"id": f"vd{number}", "title": f"Ví dụ {number}", "answers": given, "expected": expected}
        for number, (given, expected) in enumerate(cases, 1)
    ]


def small_process(form: str = "", rule: str = "", **changes: Any) -> Json:
    """Four steps of a public procedure with two deadlines; one may be returned."""
    variants = [{"id": "thuong", "label": "Không xác minh", "time": days("5")}]
    if rule:
        variants.append({"id": "xacminh", "label": "Có xác minh", "time": days("8"), "when": rule})

    def times(plain: str, verified: str) -> Json:
        both = {"thuong": days(plain), "xacminh": days(verified)}
        return both if rule else {"thuong": both["thuong"]}

    filled: Json = {"form": form} if form else {}
    return {
        "field": "Hộ tịch",
        "procedure_type": "public_service",
        "purpose": "Thống nhất cách giải quyết.",
        "scope": "Bộ phận một cửa và công chức chuyên môn.",
        "subjects": "Cá nhân",
        "authority": "UBND phường",
        "methods": "Trực tiếp",
        "result": "Trích lục",
        "sets": 1,
        "cutoff": "15:00",
        "day_unit": "working_day",
        "papers": [
            {"id": "p1", "name": "Tờ khai", "how": "submit", "original": 1},
            {"id": "p2", "name": "Giấy tờ tùy thân", "how": "present", "original": 1},
            {"id": "p3", "name": "Thông tin cư trú", "how": "lookup"},
        ],
        "legal_basis": [{"id": "l1", "text": "Luật Hộ tịch năm 2014"}],
        "records_kept": [{"id": "h1", "name": "Sổ đăng ký", "place": "Bộ phận một cửa",
                          "keeper": "Công chức hộ tịch", "years": 5}],
        "roles": [
            {"id": "mc", "label": "Cán bộ một cửa", "by": "role", "role": "one_stop"},
            {"id": "cv", "label": "Công chức", "by": "role", "role": "staff"},
            {"id": "ld", "label": "Lãnh đạo", "by": "role", "role": "top_leader"},
            {"id": "vt", "label": "Văn thư", "by": "role", "role": "clerk"},
        ],
        "variants": variants,
        "steps": [
            {"id": "nhan", "title": "Tiếp nhận hồ sơ", "role": "mc", "times": times("1", "1"),
             "form_part": "citizen", **filled},
            {"id": "tham", "title": "Thẩm tra hồ sơ", "role": "cv", "times": times("2", "5"),
             "form_part": "officer", **filled},
            {"id": "ky", "title": "Ký kết quả", "role": "ld", "times": times("1", "1"),
             "return_to": "tham", "return_label": "Không hợp lệ, trả lại", "not_author": True},
            {"id": "dau", "title": "Đóng dấu, trả kết quả", "role": "vt",
             "times": times("0.5", "0.5"), "next": "xong"},
            {"id": "xong", "title": "Đã trả kết quả", "kind": "end", "result": "done"},
        ],
        **changes,
    }  # fmt: skip


def install_process(
    of: Agency, body: Json | None = None, *, title: str = "Cấp trích lục hộ tịch", **options: Any
) -> Version:
    """A process in force; by default a small one with form and rule of its own."""
    if body is None:
        form = uid_of(install(of, "form", small_form(), title="Tờ khai"))
        rule = uid_of(install(of, "rule", small_rule(form), title="Cần xác minh"))
        body = small_process(form, rule)
    return install(of, "process", body, title=title, **options)
