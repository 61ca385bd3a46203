"""kill -9 at every border of a case step and of an issue: nothing lost, nothing twice.

The web process is killed before each statement that writes, before the commit and after it; so is
the worker; on PostgreSQL the server itself is, with its files as in an office. After each, either
nothing has happened or all of it, chains and cases hold, and the form sent again (its key with it)
ends where one press would have ended.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.urls import reverse

from cms.operations import databases
from registry.documents.models import Dossier
from registry.now import frozen
from registry.organisation.models import User
from tests import factories
from tests.faults import power
from tests.faults.killed import ROUNDS
from tests.floors.sources import ROOT
from tests.processes import world as worlds
from tests.processes.control.conftest import Office, office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

LATER = factories.at("2026-04-29 09:00")


@dataclass
class Act:
    """What is done again and again: a form of somebody's, or the worker's work."""

    do: str
    kills: str
    url: str = ""
    session: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def press(user: User, url: str, data: dict[str, Any], kills: str = "process") -> Act:
    """A form that the person sends from a browser that is signed in already."""
    client = Client()
    client.force_login(user)
    return Act("post", kills, url, client.cookies[settings.SESSION_COOKIE_NAME].value, data)


WORK = Act("work", "process")


@pytest.fixture(scope="module")
def own_server() -> Iterator[power.Cluster | None]:
    """A PostgreSQL server to be killed; None where the tests run on SQLite."""
    if connection.vendor == "sqlite":
        yield None
        return
    with power.cluster() as made:
        yield made


def carry_out(
    acts: list[Act], home: Path, own_server: power.Cluster | None
) -> list[list[dict[str, Any]]]:
    """Copy the tests' database into a place of its own, kill there, and tell every try of an act.

    The copy holds what the test has prepared, sessions too.
    """
    home.mkdir()
    copy = home / "copy"
    with databases.dump(copy):
        pass
    if own_server is None:
        database = f"sqlite:///{home / 'iso.sqlite3'}"
        copy.rename(home / "iso.sqlite3")
    else:
        database = own_server.url(home.name)
        with own_server.running():
            restore(own_server, home.name, copy)
    plan = {
        "at": LATER.isoformat(),
        "cluster": power.as_json(own_server),
        "acts": [asdict(act) for act in acts],
    }
    (home / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    from tests.operations.places import Place

    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", str(home / "plan.json")],
        cwd=ROOT, env=Place(home, database, {}).env, capture_output=True, text=True, check=False,
        timeout=240,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and lines, done.stderr[-3000:]
    return [[line for line in lines if line["act"] == number] for number in range(len(acts))]


def restore(own_server: power.Cluster, name: str, copy: Path) -> None:
    """Make a database of the copy there."""
    import psycopg

    with psycopg.connect(own_server.url("postgres"), autocommit=True) as made:
        made.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    subprocess.run(
        [databases.program("pg_restore"), "--no-owner", f"--dbname={own_server.url(name)}",
         str(copy)],
        check=True, capture_output=True,
    )  # fmt: skip


def require_once(tries: list[dict[str, Any]], least: int) -> None:
    """Nothing or all after each try, all in the end; and at least so many were killed."""
    struck = [each for each in tries if each["struck"]]
    names = [each["border"] for each in struck]
    assert len(struck) >= least and "before the commit" in names and "after the commit" in names
    for each in tries:
        assert each["state"]["faults"] == [], each
    before, after = tries[0]["state"], tries[-1]["state"]
    assert before != after
    states = [each["state"] for each in tries]
    turn = states.index(after)
    assert all(state == before for state in states[:turn]), names
    assert all(state == after for state in states[turn:]), names
    # What was committed when the answer was lost is all of it.
    assert tries[turn]["border"] == "after the commit"
    for each in tries[1:]:
        if not each["struck"]:
            assert each["status"] == 302, each


def test_a_case_step(own_server: power.Cluster | None, tmp_path: Path) -> None:
    commune = worlds.make()
    case = commune.open()
    second = commune.open()
    urls = [reverse("task_detail", args=[commune.task(each).pk]) for each in (case, second)]
    filled = {"do": "forward", "a.hoten": "Lê Văn Thử", "a.ngay": "03/02/1990"}
    acts = [press(commune.desk, urls[0], {"key": "b0", **filled}), WORK]
    if own_server:
        acts.append(press(commune.desk, urls[1], {"key": "b1", **filled}, "server"))
    tried = carry_out(acts, tmp_path / "step", own_server)
    require_once(tried[0], least=8)
    require_worked(tried[1])
    for tries in tried[2:]:
        require_once(tries, least=4)


def test_an_issue(
    office: Office,  # noqa: F811
    own_server: power.Cluster | None,
    tmp_path: Path,
) -> None:
    # The child runs with the product's own settings, and these know no hash of the tests'.
    office.top.password = PBKDF2PasswordHasher().encode(factories.PASSWORD, "muoi" * 6, ROUNDS)
    office.top.save(update_fields=["password"])
    dossiers: list[Dossier] = []
    with frozen(LATER):
        for title in ("Sổ tay một", "Sổ tay hai"):
            dossier = office.submit(office.draft(title))
            office.approve(dossier, office.head, office.stand_in, office.quality)
            dossiers.append(dossier)
    said = {"action": "forward", "reason": "", "decision_no": "07/QĐ-UBND",
            "password": factories.PASSWORD}  # fmt: skip
    urls = [reverse("control:dossier", args=[dossier.uid]) for dossier in dossiers]
    shown = [factories.named(office.task(dossier)) for dossier in dossiers]
    acts = [press(office.top, urls[0], {"key": "v1", **said, **shown[0]}), WORK]
    if own_server:
        acts.append(press(office.top, urls[1], {"key": "v2", **said, **shown[1]}, "server"))
    tried = carry_out(acts, tmp_path / "issue", own_server)
    require_once(tried[0], least=8)
    before, after = tried[0][0]["state"]["counts"], tried[0][-1]["state"]["counts"]
    assert after["registry_version"] - before["registry_version"] == 1
    require_worked(tried[1])
    for tries in tried[2:]:
        require_once(tries, least=4)


def require_worked(tries: list[dict[str, Any]]) -> None:
    """However often the worker was killed, all is done in the end and nobody is told twice."""
    struck = [each for each in tries if each["struck"]]
    assert len(struck) >= 2 and all(each["died"] for each in struck)
    assert all(each["state"]["faults"] == [] for each in tries)
    last = tries[-1]["state"]
    assert last["waiting"] == last["failed"] == 0 and tries[0]["state"]["waiting"] > 0
    # One more go of the worker finds nothing to do, and each notice is there once.
    assert tries[-2]["state"] == last
    assert last["twins"] == 0
