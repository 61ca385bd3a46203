"""«Người được chọn khi mở hồ sơ»: asked at opening, asked to do the step, replaced when gone."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes import services, worklists
from processes.adoption import binding
from processes.adoption import services as adoptions
from processes.casefile import timeline
from processes.cases.opening import openable
from processes.cases.projection import differences
from processes.engine.machine import CommandRefused
from processes.handover import giving
from processes.models import Case, Task
from processes.notices import followups
from processes.pinned import process_of
from registry import canonical
from registry.notices.models import Notice
from registry.now import frozen
from registry.organisation.models import Agency, Membership, User
from registry.policy import Forbidden, forget, standing
from registry.trail import events
from registry.vietnamese import fold
from tests import factories
from tests.processes.world import FRIDAY

pytestmark = pytest.mark.django_db
LATER = FRIDAY + timedelta(days=4)


def advice(**changes: Any) -> dict[str, Any]:
    """Who asks chooses an expert of the justice unit, and anybody as a reader."""
    return {
        "procedure_type": "internal",
        "roles": [
            {"id": "hoi", "label": "Người hỏi", "by": "author"},
            {"id": "gioi", "label": "Chuyên gia", "by": "person", "role": "staff", "unit": "TP"},
            {"id": "doc", "label": "Người đọc lại", "by": "person"},
            {"id": "thua", "label": "Không dùng", "by": "person"},
        ],
        "variants": [{"id": "v", "label": "", "time": factories.days("3")}],
        "steps": [
            {"id": "a", "title": "Nêu câu hỏi", "role": "hoi"},
            {"id": "b", "title": "Trả lời", "role": "gioi", "not_author": True, "return_to": "a",
             "times": {"v": factories.days("1")}},
            {"id": "c", "title": "Đọc lại", "role": "doc",
             "enter": [{"effect": "notify", "value": "gioi"}]},
        ],
        **changes,
    }  # fmt: skip


@dataclass
class Office:
    agency: Agency
    asker: User
    expert: User
    second: User
    reader: User
    outsider: User
    elsewhere: User
    uid: str

    def people(self, **changes: Any) -> dict[str, Any]:
        return {"gioi": self.expert.pk, "doc": self.reader.pk, **changes}

    def open(self, **options: Any) -> Case:
        given = {"subject": "Hỏi về con dấu", "people": self.people(), **options}
        with frozen(FRIDAY):
            return services.open_case(self.asker, self.agency, self.uid, **given)

    def task(self, case: Case) -> Task:
        found: Task = (
            Task.objects.of(self.agency)
            .select_related("case", "case__agency", "assignee")
            .get(case=case, status__in=("not_started", "in_progress"))
        )
        return found

    def forward(self, case: Case, actor: User, **options: Any) -> Case:
        with frozen(LATER):
            return services.complete_task(actor, self.task(case), **options)

    def at_expert(self) -> Case:
        return self.forward(self.open(), self.asker)

    def leave(self, user: User) -> None:
        """Their last day is the day on which cases are opened here."""
        Membership.objects.of(self.agency).filter(user=user).update(ends=FRIDAY.date())
        forget(user)


@pytest.fixture
def office() -> Office:
    agency = factories.agency("H99.15.01")
    justice = factories.unit(agency, "TP", "Tư pháp - Hộ tịch")
    desk = factories.unit(agency, "MC", "Bộ phận một cửa")
    factories.calendar(agency)

    def staff(name: str, **more: Any) -> User:
        return factories.person(agency, name=name, **{"unit": justice, **more})

    return Office(
        agency,
        asker=staff("Đinh Thị Hỏi"),
        expert=staff("Đỗ Văn Giỏi", position="Chuyên viên"),
        second=staff("Đỗ Văn Hai"),
        reader=staff("Bùi Thị Đọc", role="clerk", unit=None),
        outsider=staff("Võ Thị Một Cửa", unit=desk),
        elsewhere=factories.person(factories.agency(), name="Lê Văn Khác"),
        uid=factories.uid_of(factories.install(agency, "process", advice(), title="Hỏi ý kiến")),
    )


def history(case: Case) -> list[str]:
    definition = process_of(case)[1]
    return [h.what for h in timeline.history(case, definition, list(events.read(case.stream)))]


def test_the_chosen_person_gets_the_step_and_the_event_keeps_ids_only(office: Office) -> None:
    case = office.at_expert()
    task = office.task(case)
    assert (task.title, task.assignee, task.role) == ("Trả lời", office.expert, "staff")
    first = events.data_of(events.read(case.stream)[0])
    assert first["people"] == {"gioi": str(office.expert.pk), "doc": str(office.reader.pk)}
    assert "Giỏi" not in "".join(event.data for event in events.read(case.stream))
    with frozen(LATER):
        assert worklists.counts(office.expert)["chua-trong-han"] == 1
        assert sum(worklists.counts(office.second).values()) == 0
        with pytest.raises(Forbidden):
            services.complete_task(office.second, task)
    assert differences(case) == []


def test_a_role_without_an_agency_role_takes_anybody_and_bears_their_own_role(
    office: Office,
) -> None:
    case = office.forward(office.at_expert(), office.expert)
    task = office.task(case)
    assert (task.title, task.assignee, task.role) == ("Đọc lại", office.reader, "clerk")
    assert office.forward(case, office.reader).result == "done"


def test_the_history_names_whom_the_opener_chose(office: Office) -> None:
    assert (
        "«Chuyên gia»: chọn Đỗ Văn Giỏi. «Người đọc lại»: chọn Bùi Thị Đọc"
        in history(office.open())[0]
    )


def test_the_page_of_the_case_says_who_is_to_do_what_comes(office: Office, client: Client) -> None:
    case = office.open()
    client.force_login(office.asker)
    with frozen(FRIDAY):
        html = client.get(reverse("case_detail", args=[case.uid])).content.decode()
    assert "<b>Trả lời</b><small>Chuyên gia: Đỗ Văn Giỏi</small>" in html
    assert "Nêu câu hỏi</a></b><small>Đinh Thị Hỏi</small>" in html


def test_the_chosen_person_is_told_and_so_is_who_an_effect_names(office: Office) -> None:
    case = office.at_expert()
    rows = events.read(case.stream)
    followups.follow_up({"case": case.pk, "from": 1, "to": rows.count()})
    assert Notice.objects.of(office.agency).filter(user=office.expert).count() == 1
    assert not Notice.objects.of(office.agency).filter(user=office.second).exists()
    office.forward(case, office.expert)  # the effect of the next step tells the expert
    assert Notice.objects.of(office.agency).filter(user=office.expert).count() == 2


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("", "Chưa chọn người cho vai trò «Chuyên gia»"),
        ("elsewhere", "giữ vai trò Cán bộ, công chức và không phải người lập hồ sơ"),
        ("outsider", "không thuộc những người được chọn"),  # right role, another unit
        ("reader", "không thuộc những người được chọn"),  # right agency, another role
        ("asker", "không phải người lập hồ sơ"),  # the step is closed to the author
    ],
)
def test_who_does_not_fit_is_refused_whatever_the_post_says(
    office: Office, who: str, words: str
) -> None:
    person = getattr(office, who).pk if who else ""
    with pytest.raises(CommandRefused, match=words):
        office.open(people=office.people(gioi=person))
    assert not Case.objects.of(office.agency).exists()


@pytest.mark.parametrize("gone", ["left", "locked", "soon", "nobody", "junk", "no role of it"])
def test_only_active_people_of_the_agency_are_taken(office: Office, gone: str) -> None:
    person: Any = office.reader.pk
    if gone == "left":
        Membership.objects.of(office.agency).filter(user=office.reader).update(
            ends=FRIDAY.date() - timedelta(days=1)
        )
    elif gone == "locked":
        User.objects.filter(pk=person).update(is_active=False)
    elif gone == "soon":
        Membership.objects.of(office.agency).filter(user=office.reader).update(
            starts=FRIDAY.date() + timedelta(days=1)
        )
    elif gone == "nobody":
        person = 10**9
    elif gone == "junk":
        person = "1 OR 1=1"
    people = office.people(doc=person)
    if gone == "no role of it":
        people["thua"] = office.reader.pk
    with pytest.raises(CommandRefused):
        office.open(people=people)


def test_a_stand_in_acts_for_the_chosen_person(office: Office) -> None:
    factories.delegation(office.agency, office.expert, office.outsider, "staff")
    case = office.forward(office.at_expert(), office.outsider)
    done = Task.objects.of(office.agency).get(case=case, step_id="b")
    assert (done.finished_by, done.on_behalf_of) == (office.outsider, office.expert)


def test_the_work_is_given_on_to_a_colleague_of_the_role_and_unit(office: Office) -> None:
    boss = factories.person(office.agency, role="top_leader", name="Hoàng Thị Ba")
    task = office.task(office.at_expert())
    assert office.outsider not in giving.colleagues(task)
    with frozen(LATER):
        giving.assign_task(boss, task, office.second, reason="Nghỉ ốm")
    assert office.task(task.case).assignee == office.second


def test_who_has_left_by_then_leaves_the_step_to_the_role(office: Office) -> None:
    case = office.open()
    office.leave(office.expert)
    office.forward(case, office.asker)
    task = office.task(case)
    assert (task.assignee, task.role, task.unit and task.unit.code) == (None, "staff", "TP")
    assert (
        "Đỗ Văn Giỏi, người được chọn, không còn giữ việc này: chờ người cùng vai trò nhận"
        in (history(case)[-1])
    )
    assert office.forward(case, office.second)


def test_a_role_without_an_agency_role_falls_to_the_author_then(office: Office) -> None:
    case = office.at_expert()
    User.objects.filter(pk=office.reader.pk).update(is_active=False)
    office.forward(case, office.expert)
    assert office.task(case).assignee == office.asker
    assert "Bùi Thị Đọc, người được chọn, không còn giữ việc này: người lập hồ sơ làm thay" in (
        "".join(history(case))
    )


def test_a_case_from_before_waits_in_the_pool_as_it_did(office: Office) -> None:
    case = office.open()
    state = canonical.loads(case.state)
    del state["people"]
    Case.objects.of(office.agency).filter(pk=case.pk).update(state=canonical.dumps(state))
    office.forward(case, office.asker)
    task = office.task(case)
    assert (task.assignee, task.role, task.unit and task.unit.code) == (None, "staff", "TP")


def test_returned_work_comes_to_the_same_person_again(office: Office) -> None:
    case = office.at_expert()
    with frozen(LATER):
        services.return_task(office.expert, office.task(case), reason="Chưa rõ câu hỏi")
    office.forward(case, office.asker)
    assert office.task(case).assignee == office.expert


def test_whoever_opens_cases_may_open_one_that_begins_with_a_chosen_person(office: Office) -> None:
    body = advice()
    body["steps"] = body["steps"][1:]
    body["steps"][0].pop("return_to")
    version = factories.install(office.agency, "process", body, title="Hỏi thẳng")
    uid = factories.uid_of(version)
    assert [one.uid for one in openable(standing(office.asker), uid)] == [uid]
    with frozen(FRIDAY):
        case = services.open_case(
            office.asker, office.agency, uid, subject="Hỏi", people=office.people()
        )
    assert office.task(case).assignee == office.expert


def test_an_adopting_agency_chooses_among_its_own_people(office: Office) -> None:
    ward = factories.agency(parent=office.agency)
    factories.calendar(ward)
    office_of = factories.unit(ward, "VP", "Văn phòng")
    secretary = factories.person(ward, role="iso_secretary")
    leader = factories.person(ward, role="top_leader")
    clerk = factories.person(ward, role="clerk", unit=office_of, name="Phan Thị Vào")
    asker = factories.person(ward, role="staff", unit=office_of)
    version = factories.install(
        office.agency, "process", advice(), title="Hỏi ý kiến chung", shared=True
    )
    bound = [binding.Bound("gioi", "clerk", "VP"), binding.Bound("doc", "staff")]
    bound.append(binding.Bound("thua", "staff"))
    row = adoptions.prepare(secretary, ward, version.document, bindings=bound, seen="")
    factories.confirm(leader, row, decision_no="15/QĐ-UBND")

    def begin(**people: Any) -> Case:
        return services.open_case(
            asker, ward, factories.uid_of(version), subject="Hỏi", people=people
        )

    with pytest.raises(CommandRefused, match="giữ vai trò Văn thư"):
        begin(gioi=office.expert.pk, doc=asker.pk)
    case = begin(gioi=clerk.pk, doc=asker.pk)
    services.complete_task(asker, Task.objects.of(ward).get(case=case))
    task = Task.objects.of(ward).get(case=case, step_id="b")
    assert (task.assignee, task.role) == (clerk, "clerk")


# --- the page -----------------------------------------------------------------------------------


@pytest.fixture
def page(office: Office, client: Client) -> Any:
    client.force_login(office.asker)
    address = reverse("case_open", args=[office.uid])

    def ask(**typed: Any) -> Any:
        with frozen(FRIDAY):
            if not typed:
                return client.get(address)
            return client.post(
                address, {"subject": "Hỏi về con dấu", "channel": "internal", "key": "k", **typed}
            )

    return ask


def test_the_page_offers_who_fits_with_position_and_unit(office: Office, page: Any) -> None:
    # The frame around the page names who is signed in.
    html = page().content.decode().partition("<main")[2]
    assert "Chuyên gia" in html
    assert "Không dùng" not in html  # no step names this role
    assert "Đỗ Văn Giỏi – Chuyên viên, Tư pháp - Hộ tịch" in html
    assert f'data-folded="{fold("Đỗ Văn Giỏi – Chuyên viên, Tư pháp - Hộ tịch")}"' in html
    expert, reader = html.split('name="person-doc"')
    assert "Võ Thị Một Cửa" not in expert
    assert "Đinh Thị Hỏi" not in expert
    assert "Võ Thị Một Cửa" in reader
    assert "Lê Văn Khác" not in html


def test_the_page_says_who_is_missing_and_keeps_who_was_chosen(office: Office, page: Any) -> None:
    answer = page(**{"person-gioi": str(office.expert.pk)})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa chọn người cho vai trò «Người đọc lại». Hãy chọn một người." in html
    assert re.search(f'value="{office.expert.pk}" data-folded="[^"]*" selected', html)
    assert not Case.objects.of(office.agency).exists()


def test_the_page_opens_the_case_with_the_people(office: Office, page: Any) -> None:
    answer = page(**{"person-gioi": str(office.expert.pk), "person-doc": str(office.reader.pk)})
    assert answer.status_code == 302
    assert canonical.loads(Case.objects.of(office.agency).get().state)["people"] == {
        "gioi": str(office.expert.pk),
        "doc": str(office.reader.pk),
    }


def test_a_crafted_post_with_a_stranger_is_refused(office: Office, page: Any) -> None:
    answer = page(**{"person-gioi": str(office.elsewhere.pk), "person-doc": str(office.reader.pk)})
    assert answer.status_code == 422
    assert "Lê Văn Khác" not in answer.content.decode()
    assert not Case.objects.of(office.agency).exists()
