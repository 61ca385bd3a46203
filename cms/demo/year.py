"""The year behind the demo: nine months of work, ending on the day before it is first started.

All of it is done by the services, at the times that the clock is walked through: what they write
is what they would have written then. The same seed and day give the same year.
"""

from random import Random
from typing import Any

from django.db import transaction

from cms.demo import readers, rereading
from cms.demo.days import Days
from cms.demo.dossiers import Papers
from cms.demo.lives import Fate, Life
from cms.demo.office import Office
from cms.demo.proposals import Wish, ask
from cms.demo.shipped import FIXTURES, WARD, enrol, install, load, read
from cms.site import services as site
from registry.administration import services as organisation
from registry.handover import holdings
from registry.handover import services as handovers
from registry.now import today, walking
from registry.organisation.models import Agency, Unit
from rules.worktime import WorktimeError, from_body

Json = dict[str, Any]

SEED = 2026

# What the ward does besides what `load` installs, what others use first; who takes care of it.
PROCEDURES: tuple[tuple[str, str], ...] = (
    ("birth", "banISO"),
    ("death", "banISO"),
    ("marriage", "banISO"),
    ("single_status", "banISO"),
    ("correction", "banISO"),
    ("certified_copy", "banISO"),
    ("signature", "banISO"),
    ("household_business", "kinhte"),
    ("land_mediation", "kinhte"),
    ("building_permit", "kinhte"),
)


def build(*, cases: int = 0, seed: int = SEED) -> bool:
    """Load the demo with its year behind it; whether it did.

    Where the demo is there already nothing is changed. `cases` is how many cases there are in all
    (0: as many as the story says); those that are still open come first. Where the shipped calendar
    does not reach, only what ships is loaded.
    """
    if Agency.objects.filter(code=WARD).exists():
        load()
        return False
    try:
        days = Days(from_body(read("calendars/national.json")["body"]), today())
    except (WorktimeError, IndexError):
        load()
        return False
    with transaction.atomic(), walking(days.start) as walk:
        load()
        agency = Agency.objects.get(code=WARD)
        people = read("demo/people.json")
        _settle_in(agency, people)
        office = Office(walk, days, agency, f"{seed}:{days.today}")
        for row in read("demo/dossiers.json")["dossiers"]:
            Papers(office, row).begin()
        wishes = read("demo/proposals.json")
        for row in wishes["proposals"]:
            Wish(office, row).begin()
        for row in wishes["requests"]:
            ask(office, row)
        for row in read("demo/news.json")["pages"]:
            office.later(days.ago(row["day"], "08:05"), _news(agency, row))
        _plan_handover(office, people["handover"])
        rereading.plan(office, read("demo/reviews.json"))
        readers.plan(office, f"{seed}:{days.today}")
        for life in lives(office, cases):
            life.begin()
        office.work()
    return True


def _settle_in(agency: Agency, plan: Json) -> None:
    """Further units, people and procedures of the ward."""
    for unit in plan["units"]:
        organisation.set_unit(agency, unit["code"], unit["name"])
    units = {(agency.code, one.code): one for one in Unit.objects.of(agency)}
    for row, user in zip(plan["people"], enrol(plan["people"]), strict=True):
        for role, unit in row["roles"]:
            organisation.assign(
                None,
                user,
                agency,
                role,
                unit=units[agency.code, unit] if unit else None,
                position=row["position"],
            )
    folder = FIXTURES / "procedures"
    for name, author in PROCEDURES:
        parts = sorted(path.stem for path in folder.glob(f"{name}_*.json"))
        forms = [one for one in parts if one.endswith("_form")]
        for part in (*forms, *(one for one in parts if one not in forms), name):
            install(agency, f"procedures/{part}.json", units, author=author)


def _news(agency: Agency, row: Json) -> Any:
    return lambda: site.write(agency, row["kind"], row["title"], row["lead"], row["body"])


def _plan_handover(office: Office, plan: Json) -> None:
    """One person gives all their work to another, who confirms it."""
    made: list[Any] = []

    def hand_over() -> None:
        agency = office.agency
        person, receiver = office.person(plan["from"]), office.person(plan["to"])
        assignments = {
            held.address(item): receiver.pk
            for held in holdings.of(person, agency)
            if held.section.needs_receiver
            for item in held.items
        }
        given: Json = {"reason": plan["reason"], "last_day": today()}
        seen = handovers.shown_of(agency, person, assignments, **given)
        approver = office.person(plan["approved_by"])
        made.append(handovers.hand_over(approver, agency, person, assignments, seen=seen, **given))

    def confirm() -> None:
        handovers.confirm(office.person(plan["to"]), made[0], plan["remark"])

    office.later(office.days.ago(plan["day"], "10:00"), hand_over)
    office.later(office.days.ago(plan["day"] - plan["confirmed_after"], "08:25"), confirm)


def lives(office: Office, cases: int = 0) -> list[Life]:
    """Make up the cases that are open on day 0, and those that ended before."""
    plan = read("demo/cases.json") | {
        "names": read("demo/names.json"),
        "feedback": read("demo/feedback.json"),
    }
    for story in plan["procedures"].values():
        story |= {key: read(story["document"])[key] for key in ("uid", "body")}
    found = []
    for row in plan["open"]:
        told = {**row, "opened": office.days.ago(row["opened"], row["hour"])}
        name = told.pop("procedure")
        told.pop("hour")
        # Where it stays open, «late» only says how late it is by now.
        told.pop("late", None)
        found.append((name, Fate(**told)))
    wanted = cases or plan["total"]
    found = found[:wanted] + _ended(office, plan, max(wanted - len(found), 0))
    return [Life(office, plan, name, fate, number) for number, (name, fate) in enumerate(found, 1)]


def _ended(office: Office, plan: Json, number: int) -> list[tuple[str, Fate]]:
    """What ended before day 0, each sort of trouble as often as the story says."""
    stories, random = plan["procedures"], office.random
    names = list(stories)
    weights = [stories[name]["weight"] for name in names]
    chosen = [*names, *random.choices(names, weights, k=max(number - len(names), 0))][:number]
    fates: list[Json] = [{} for _ in chosen]
    whole = plan["total"] - len(plan["open"])
    for sort, often in plan["fates"].items():
        fitting = [
            index
            for index, name in enumerate(chosen)
            if _fits(sort, stories[name]) and _agrees(sort, fates[index])
        ]
        times = min(len(fitting), max(1, round(often * number / whole)))
        for index in random.sample(fitting, times):
            fates[index][sort] = _amount(sort, random)
    return [
        (name, Fate(opened=_opened(office, stories[name], fate), **fate))
        for name, fate in zip(chosen, fates, strict=True)
    ]


def _fits(sort: str, story: Json) -> bool:
    """Whether a sort of trouble is possible in a procedure."""
    if story.get("internal"):
        return False
    if sort in ("refused", "verified"):
        return sort in story
    if sort == "returned":
        return any("return_to" in step for step in story["body"]["steps"])
    slow = story["body"]["variants"][0]["time"]["amount"] != "1"
    return slow or sort in ("late", "urged")


def _agrees(sort: str, fate: Json) -> bool:
    """Whether it goes with what happens to the case already: one trouble is enough, but who is
    late may be urged."""
    return bool(fate.get("late")) if sort == "urged" else not fate


def _amount(sort: str, random: Random) -> int | bool:
    if sort == "late":
        return random.randint(1, 6)
    if sort == "suspended":
        return random.randint(2, 6)
    return 1 if sort in ("urged", "extended") else True


def _opened(office: Office, story: Json, fate: Json) -> Any:
    """A day on which the case came in, early enough to have ended."""
    random, variants = office.random, story["body"]["variants"]
    times = [float(one["time"]["amount"]) for one in variants]
    longest = (max(times) if fate.get("verified") else times[0]) + 3 + fate.get("late", 0)
    least = int(longest + fate.get("suspended", 0) + 3 * fate.get("extended", 0))
    day = random.randint(least, office.days.longest - 1)
    hour = random.choice((7, 8, 8, 9, 9, 10, 10, 13, 14, 14, 15, 16))
    return office.days.ago(day, f"{hour:02d}:{random.randint(35, 55)}")
