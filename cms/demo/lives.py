"""The life of one case of the demo: opened, worked on, held up, ended, and rated."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from cms.demo.names import Cast
from cms.demo.office import Office
from cms.demo.scans import scan
from processes import performers, pinned, services
from processes.casefile.attaching import attach_file
from processes.cases import shown
from processes.cases.answers import Answers
from processes.citizens.services import give_feedback
from processes.engine.definition import RETURN, Step
from processes.models import OPEN_TASK, Case, CaseStatus, Channel, Task
from registry.organisation.models import User
from registry.vietnamese import slug

Json = dict[str, Any]

REFUSE = "khongthuly"


@dataclass(frozen=True)
class Fate:
    """What becomes of a case. Where it stays open, numbers are working days before day 0.

    `hold` names the step at which it still is, `arrive` the day on which it came there; `late` says
    how many working days past its time it ended. `suspended` and `extended` of an ended case say
    for how many days, of an open one on which day; so `urged`.
    """

    opened: datetime
    hold: str = ""
    arrive: int = 0
    begun: bool = False
    late: int = 0
    urged: int = 0
    returned: bool = False
    suspended: int = 0
    extended: int = 0
    stopped: bool = False
    refused: bool = False
    verified: bool = False
    missing: bool = False
    opener: str = ""


class Life:
    """One case, which plans its next act each time that something happened."""

    def __init__(self, office: Office, plan: Json, name: str, fate: Fate, number: int) -> None:
        self.office, self.plan, self.fate, self.number = office, plan, fate, number
        self.story: Json = plan["procedures"][name]
        self.cast = Cast(plan["names"], office.random, self.story.get("who", ""))
        self.case: Case
        self._doers: dict[str, User] = {}
        self._did: set[str] = set()

    def begin(self) -> None:
        """Plan the opening."""
        self.office.later(self.fate.opened, self._open)

    def _open(self) -> None:
        office, story, at = self.office, self.story, self.office.walk.at
        internal = bool(story.get("internal"))
        openers = story.get("openers") or self._named("motcua")
        opener = office.person(self.fate.opener or office.any_of(openers))
        self.cast.know(opener=opener.full_name)
        answers = office.any_of(story.get("answers") or [None])
        told = self.cast.fill(answers, at)
        papers = [row for row in story["body"].get("papers", []) if not row.get("optional")]
        kept = [row["id"] for row in papers[: -1 if self.fate.missing else None]]
        self.case = services.open_case(
            opener,
            office.agency,
            story["uid"],
            subject=self.cast.fill(story["subject"], at),
            channel=Channel.INTERNAL if internal else office.any_of(self.plan["channels"]),
            applicant_name="" if internal else self.cast.fill("{person}", at),
            applicant_phone="" if internal else self.cast.fill("{call}", at),
            answers=told,
            papers_checked=kept,
            idempotency_key=f"demo-{self.number}",
        )
        self._doers["motcua"] = opener
        if self.fate.hold and not internal:
            self._attach(opener, [row for row in papers if row["id"] in kept][:2])
        self._go_on()

    def _attach(self, opener: User, papers: list[Json]) -> None:
        """Put pictures of the first papers into the file of a case that people will look at."""
        for number, paper in enumerate(papers, 1):
            name = f"{slug(paper['name'])[:40].strip('-')}.png"
            picture = scan(Random(f"{self.number}:{number}"))  # noqa: S311 - a picture
            attach_file(opener, self.case, name, picture, paper=paper["id"])

    def _named(self, role: str) -> list[str]:
        found: list[str] = self.plan["people"].get(role, [])
        return found

    def _task(self) -> Task | None:
        rows = Task.objects.of(self.office.agency).filter(case=self.case, status__in=OPEN_TASK)
        task: Task | None = rows.select_related("case", "assignee").order_by("pk").first()
        if task is not None:
            self.case = task.case
        return task

    def _step(self, task: Task) -> Step:
        step = pinned.process_of(task.case)[1].step(task.step_id)
        assert step is not None
        return step

    def _doer(self, task: Task) -> User:
        """Who does a step: one person a role, all through the case."""
        if task.assignee is not None:
            return self.office.person(task.assignee.username)
        role = self._step(task).role
        if role not in self._doers:
            able = self._named(role) or [performers.candidates(task)[0].user.username]
            self._doers[role] = self.office.person(self.office.any_of(able))
        return self._doers[role]

    # What comes next.

    def _go_on(self) -> None:
        task = self._task()
        if task is None:
            self._end()
        elif task.step_id == self.fate.hold and self._once("returned", self.fate.returned):
            self._stay(task)
        elif not self._troubled(task):
            self._plan_step(task)

    def _once(self, name: str, wanted: bool) -> bool:
        """Whether a thing that was wanted has happened."""
        return not wanted or name in self._did

    def _plan_step(self, task: Task) -> None:
        at, finish = self.office.walk.at, self._finish(task)
        if self._step(task).role not in self.plan["take"]:
            # Received, signed, stamped, handed out: taken and done in one go.
            self.office.later(finish, lambda: self._complete(task))
            return
        begin = at + (finish - at) * self.office.random.uniform(0.05, 0.6)
        self.office.later(begin, lambda: self._start(task, finish))

    def _finish(self, task: Task) -> datetime:
        """When the step is finished: in a good time, or days after the case was due."""
        office, at, fate = self.office, self.office.walk.at, self.fate
        quick = at + timedelta(minutes=office.random.randint(18, 38))
        if fate.hold:
            return self._on_the_way(task, quick) if fate.arrive else quick
        due = task.due_at or self.case.due_at
        if fate.late and not self._is_first(task) and self.case.due_at and "late" not in self._did:
            self._did.add("late")
            whole = self.case.due_at
            if fate.urged:
                office.later(office.days.after(whole, 1, "08:20"), self._urge)
            hour = f"{office.random.choice((8, 9, 10, 14, 15)):02d}:{office.random.randint(10, 55)}"
            return office.days.after(whole, fate.late, hour)
        if due is None or due <= at:
            return quick
        return office.days.within(at, due, office.random.uniform(0.1, 0.45))

    def _on_the_way(self, task: Task, quick: datetime) -> datetime:
        at, steps = self.office.walk.at, [row["id"] for row in self.story["body"]["steps"]]
        left = steps.index(self.fate.hold) - steps.index(task.step_id)
        arrive = self.office.days.ago(self.fate.arrive, "15:35")
        return max(quick, at + (arrive - at) / max(left, 1))

    def _stay(self, task: Task) -> None:
        """Plan what still happens to a case that stays where it is."""
        office, fate, days = self.office, self.fate, self.office.days
        if fate.begun:
            office.later(office.walk.at + timedelta(minutes=35), lambda: self._take(task))
        if fate.suspended:
            office.later(days.ago(fate.suspended, "10:20"), self._suspend)
        if fate.extended:
            office.later(days.ago(fate.extended, "14:10"), self._extend)
        if fate.urged:
            office.later(days.ago(fate.urged, "08:20"), self._urge)

    def _troubled(self, task: Task) -> bool:
        """Whether something else happens first; it goes on from there."""
        if self.fate.hold or not self._is_second(task):
            return False
        office, soon = self.office, self.office.walk.at + timedelta(hours=2)
        if not self._once("suspended", bool(self.fate.suspended)):
            office.later(soon, self._suspend)
            office.later(office.days.after(soon, self.fate.suspended, "09:30"), self._resume)
        elif not self._once("extended", bool(self.fate.extended)):
            office.later(soon, self._extend)
        elif self.fate.stopped:
            office.later(office.days.after(soon, 1, "10:40"), self._stop)
        else:
            return False
        return True

    def _is_second(self, task: Task) -> bool:
        return bool(task.step_id == self.story["body"]["steps"][1]["id"])

    def _is_first(self, task: Task) -> bool:
        return bool(task.step_id == self.story["body"]["steps"][0]["id"])

    # What people do.

    def _take(self, task: Task) -> None:
        services.start_task(self._doer(task), task)
        if self.fate.verified:
            self._save(task)

    def _start(self, task: Task, finish: datetime) -> None:
        self._take(task)
        task = self._task() or task
        if self.fate.verified and self._is_second(task) and task.due_at:
            at = self.office.walk.at
            finish = at + (task.due_at - at) * 0.7
        self.office.later(max(finish, self.office.walk.at), lambda: self._complete(task))

    def _save(self, task: Task) -> None:
        step = self._step(task)
        if step.form and step.form_part == "officer":
            services.save_answers(self._doer(task), task, self._officer(), seen=self._seen(step))

    def _officer(self) -> Json:
        name = "officer"
        if self.fate.verified:
            name = "verified"
        if self.fate.refused:
            name = "refused"
        found: Json = self.cast.fill(
            self.story.get(name) or self.story["officer"], self.office.walk.at
        )
        return found

    def _seen(self, step: Step) -> str:
        return Answers(self.case).digest_of(step.form)

    def _complete(self, task: Task) -> None:
        step, doer = self._step(task), self._doer(task)
        if self.fate.returned and step.action(RETURN) and "returned" not in self._did:
            self._did.add("returned")
            services.return_task(doer, task, reason=self._reason("return"))
        elif self.fate.refused and step.action(REFUSE):
            services.complete_task(doer, task, REFUSE, reason=self._reason("refuse"))
        elif step.form and step.form_part == "officer":
            services.complete_task(doer, task, answers=self._officer(), seen=self._seen(step))
        else:
            services.complete_task(doer, task)
        self._go_on()

    def _reason(self, of: str) -> str:
        found: str = self.office.any_of(self.plan["reasons"][of])
        return found

    def _lead(self, name: str, note: str, time: Json | None = None) -> None:
        """Do an act of the leader, as the page of the case shows it now."""
        self._did.add({"suspend": "suspended", "extend": "extended"}.get(name, name))
        case = Case.objects.of(self.office.agency).get(pk=self.case.pk)
        seen = shown.of(case, case.tasks.filter(status__in=OPEN_TASK))
        leader = self.office.person(self._named("lanhdao")[0])
        services.lead(leader, case, name, note, time, seen=None if name == "urge" else seen)

    def _urge(self) -> None:
        if self._task() is not None:
            self._lead("urge", self._reason("urge"))

    def _suspend(self) -> None:
        self._lead("suspend", self._reason("suspend"))

    def _resume(self) -> None:
        self._lead("resume", self._reason("resume"))
        self._go_on()

    def _extend(self) -> None:
        self._lead("extend", self._reason("extend"), {"amount": "2", "unit": "working_day"})
        if not self.fate.hold:
            self._go_on()

    def _stop(self) -> None:
        self._lead("stop", self._reason("stop"))

    def _end(self) -> None:
        """Let the citizen say something, perhaps."""
        office, said = self.office, self.plan["feedback"]
        sort = "late" if self.fate.late else "said"
        if self.story.get("internal") or office.random.random() > said["share"][sort]:
            return
        rows = said[sort]
        words = office.any_of(rows)
        text = office.any_of(words["texts"])
        instant = office.days.after(
            office.walk.at, office.random.randint(1, 9), f"{office.random.randint(8, 11):02d}:15"
        )
        office.later(instant, lambda: self._rate(words, text))

    def _rate(self, words: Json, text: str) -> None:
        case = Case.objects.of(self.office.agency).get(pk=self.case.pk)
        if case.status == CaseStatus.CLOSED and case.result == "done":
            give_feedback(case, words["stars"], words["reasons"], text)
