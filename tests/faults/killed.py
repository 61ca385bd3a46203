"""A child of the tests: does one act again and again, and somebody is killed at a border of it.

`python -m tests.faults.killed <plan.json>` with the settings of a place of its own. Django is
loaded once; each try is a fork that is killed, or that kills the database's server, at its n-th
border: before a statement that writes or locks, before a commit, after a commit and before the
answer. It stops when a try came through to its end, and then does the act once more, unharmed.
The hooks sit around the cursor and the commit of this process alone; the product knows nothing.
Prints one JSON line for each try.
"""

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

# Of many statements about so many are borders.
MOST = 7
WRITES = ("INSERT", "UPDATE", "DELETE")
# Of the passwords' hash: it is not what is tried here.
ROUNDS = 1_000


def main() -> None:
    """Carry out the plan."""
    django.setup()
    warm()
    from tests.faults.power import Cluster

    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    given = plan["cluster"]
    cluster = Cluster(Path(given["home"]), given["port"], given["account"]) if given else None
    with cluster.running() if cluster else contextlib.nullcontext():
        for number, act in enumerate(plan["acts"]):
            Matrix(plan["at"], cluster, act, number).run()


def warm() -> None:
    """What every fork would import anew: addresses, middleware, templates; nothing is asked."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher
    from django.db import connection
    from django.test import Client

    PBKDF2PasswordHasher.iterations = ROUNDS
    Client().get("/health/")
    assert connection.connection is None


class Matrix:
    """One act and all its borders."""

    def __init__(self, at: str, cluster: Any, act: dict[str, Any], number: int) -> None:
        self.act, self.number, self.cluster = act, number, cluster
        self.clock = datetime.fromisoformat(at)

    def run(self) -> None:
        """All tries, then one more."""
        self.say({"struck": False, "before": True}, 0)
        chosen = self.chosen()
        for try_number, border in enumerate(chosen, 1):
            told = self.attempt(border, try_number)
            self.say(told, try_number)
            if not told["struck"]:
                break
        told = self.attempt(-1, len(chosen) + 1)
        self.say({**told, "again": True}, len(chosen) + 1)

    def chosen(self) -> list[int]:
        """Which borders: those around the commit always, of the statements some."""
        if self.act["do"] == "work":
            return list(range(0, 400, 3))
        # How many there are is known from a try that ends itself before its commit.
        last = self.attempt(0, 0, count=True)["borders"]
        if self.act["kills"] == "process":
            step = max(last // MOST, 1)
            return sorted({*range(0, last, step), last - 1, last, last + 1, last + 2, 10_000})
        return [0, last // 2, last, last + 1, 10_000]

    def attempt(self, border: int, number: int, *, count: bool = False) -> dict[str, Any]:
        """Fork, do the act up to the border, and hear what came of it."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            try:
                self._in_child(border, number, write, count=count)
            finally:
                os._exit(3)
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as pipe:
            lines = [json.loads(line) for line in pipe]
        _, status = os.waitpid(pid, 0)
        told: dict[str, Any] = {"struck": False, "border": "", "status": 0, "error": ""}
        for line in lines:
            told |= line
        told["died"] = os.WIFSIGNALED(status)
        told["exit"] = os.waitstatus_to_exitcode(status)
        if told["struck"] and self.act["kills"] == "server" and self.cluster:
            self.cluster.begin()
        return told

    def _in_child(self, border: int, number: int, pipe: int, *, count: bool) -> None:
        from django.db import connection

        from registry import now

        # A worker takes what a dead one held once its time is over.
        clock = self.clock + timedelta(hours=number)
        now.set_clock(lambda: clock)

        def tell(**facts: Any) -> None:
            os.write(pipe, (json.dumps(facts) + "\n").encode())

        def strike(name: str) -> None:
            tell(struck=True, border=name)
            if self.act["kills"] == "server" and self.cluster:
                self.cluster.kill()
            else:
                os.kill(os.getpid(), signal.SIGKILL)

        borders = Borders(border, strike, connection)
        if count:
            borders.before_commit = lambda: (tell(borders=borders.passed), os._exit(0))
            borders.at = -1
        if "password" in self.act.get("data", {}):
            borders.begin_after_the_password()
        connection.execute_wrappers.append(borders.statement)
        connection._commit = borders.commit(connection._commit)
        tell(status=ACTS[self.act["do"]](self.act))
        os._exit(0)

    def look(self, number: int) -> dict[str, Any]:
        """What is in the database, asked by a process that is gone afterwards."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            code = 3
            try:
                os.write(write, json.dumps(state()).encode())
                code = 0
            finally:
                os._exit(code)
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as pipe:
            text = pipe.read()
        _, status = os.waitpid(pid, 0)
        assert status == 0, f"the database can't be read after try {number}"
        found: dict[str, Any] = json.loads(text)
        return found

    def say(self, told: dict[str, Any], number: int) -> None:
        """One line for the test."""
        line = {"act": self.number, **told, "state": self.look(number)}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


class Borders:
    """Counts the borders of this process and strikes at one of them."""

    def __init__(self, at: int, strike: Callable[[str], None], connection: Any) -> None:
        self.at, self.strike, self.connection = at, strike, connection
        self.passed = 0
        self.before_commit: Callable[[], Any] = lambda: None
        self.begun = True

    def begin_after_the_password(self) -> None:
        """Count no border of the second sign-in: it is kept in a transaction of its own before
        the act, so that a wrong password counts whatever becomes of the act."""
        from registry import identity

        confirm, self.begun = identity.confirm, False

        def confirmed(*given: Any, **named: Any) -> Any:
            found = confirm(*given, **named)
            self.begun = True
            return found

        identity.confirm = confirmed

    def reach(self, name: str) -> None:
        """One border further."""
        if self.passed == self.at:
            self.at = -1
            self.strike(name)
        self.passed += 1

    def statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Around the cursor: a border before each statement that writes or locks."""
        writes = sql.lstrip().upper().startswith(WRITES) or "FOR UPDATE" in sql
        if self.begun and writes and self.connection.in_atomic_block:
            self.reach(f"before {' '.join(sql.split()[:3])}")
        return execute(sql, params, many, context)

    def commit(self, original: Callable[[], Any]) -> Callable[[], Any]:
        """Around the commit: a border before it and one after."""

        def committed() -> Any:
            if not self.begun:
                return original()
            self.before_commit()
            self.reach("before the commit")
            given = original()
            self.reach("after the commit")
            return given

        return committed


def post(act: dict[str, Any]) -> int:
    """A person's browser sends a form; the status of the answer."""
    from django.conf import settings
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = act["session"]
    status: int = client.post(act["url"], act["data"]).status_code
    return status


def work(act: dict[str, Any]) -> int:
    """The worker does everything that waits."""
    from registry.trail import outbox
    from registry.trail.models import Job

    # Five deaths in one job are taken for the job's fault; here the current fails, not the job.
    Job.objects.filter(attempts__gt=1).update(attempts=1)
    while outbox.work(50):
        pass
    return 200


ACTS: dict[str, Callable[[dict[str, Any]], int]] = {"post": post, "work": work}


def state() -> dict[str, Any]:
    """Rows of each table, the heads' digest, and what the product's own checks find."""
    from django.db import connection

    from cms.operations import databases, manifest
    from processes.cases.verifying import verify
    from registry.notices.models import Notice
    from registry.trail import events
    from registry.trail.models import Job

    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names():
            # Sessions and tries of passwords are kept whatever becomes of the act.
            if table not in ("django_session", "axes_accessattempt"):
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
                counts[table] = cursor.fetchone()[0]
        heads = manifest.digest_of_heads(databases.heads(cursor))
    return {
        "counts": counts,
        "heads": heads,
        "faults": [
            *(str(fault) for fault in events.verify()),
            *(one for _case, found in verify() for one in found),
        ],
        "waiting": Job.objects.exclude(state=Job.DONE).count(),
        "failed": Job.objects.filter(state=Job.FAILED).count(),
        "twins": Notice.unscoped.count()
        - Notice.unscoped.values("user", "kind", "text", "url").distinct().count(),
    }


if __name__ == "__main__":
    main()
