"""`make test`: what counts as passed, and that a broken run never looks green."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import checks, debian, elasticsearch, environment, nginx, postgresql, rabbitmq, verify
from tools.children import CannotGoOn


def test_a_report_counts_only_what_passed_as_passed(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="1"/></testsuites>'
    )
    assert verify._count(report) == (6, 4)


def run_tests(
    folder: Path, source: str, outcome: checks.Outcome, settings: dict[str, str] | None = None
) -> int:
    """What `make test` makes of a command that stands in for pytest."""
    run = verify.Run("sqlite", [sys.executable, "-c", source], settings or {})
    return verify._run_tests([run], folder, outcome, lambda: None)


SIDE_BY_SIDE = """
import pathlib, sys, time
here, word, tests, waits_for = sys.argv[1:5]
since = time.monotonic()
while waits_for and not pathlib.Path(here, waits_for).exists():
    assert time.monotonic() < since + 30
    time.sleep(0.01)
pathlib.Path(here, word).touch()
print(word)
report = sys.argv[5].partition("=")[2]
pathlib.Path(report).write_text(f'<a><testsuite tests="{tests}"/></a>')
"""


def test_engines_run_side_by_side_and_the_second_is_read_out_at_the_end(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The first goes on only while the second does, which begins when it may."""
    asked: list[bool] = []

    def begins() -> bool:
        asked.append(True)
        return len(asked) > 2

    command = [sys.executable, "-c", SIDE_BY_SIDE, str(tmp_path)]
    outcome = checks.Outcome()
    runs = [
        verify.Run("sqlite", [*command, "one", "3", "two"], {}),
        verify.Run("postgresql", [*command, "two", "2", ""], {}, begins),
    ]
    assert verify._run_tests(runs, tmp_path, outcome, lambda: None) == 5
    assert (outcome.passed, outcome.failed, len(asked)) == (5, 0, 3)
    assert capfd.readouterr().out.splitlines() == [
        "Ca thử trên SQLite:", "one", "Ca thử trên PostgreSQL:", "two",
    ]  # fmt: skip


def test_a_run_that_breaks_down_is_a_failure(tmp_path: Path) -> None:
    outcome = checks.Outcome()
    assert run_tests(tmp_path, "import sys; sys.exit(4)", outcome) == 0
    assert (outcome.passed, outcome.failed) == (0, 1)
    assert outcome.failures == ["ca thử trên SQLite"]


def test_an_engine_may_have_none_of_the_tests_asked_for_but_not_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    outcome = checks.Outcome()
    assert run_tests(tmp_path, "import sys; sys.exit(5)", outcome) == 0
    assert outcome.failed == 0
    monkeypatch.setattr(environment, "prepare", lambda requirements: None)
    monkeypatch.setattr(verify, "_run_tests", lambda *arguments: 0)
    verify.verify("quick", ["tests/nowhere"], outcome)
    assert outcome.failures == ["không có ca thử nào được chạy"]


def test_each_engine_is_told_its_share_and_the_arguments(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[list[str]] = []
    seen: list[dict[str, str]] = []

    def noted(runs: list[verify.Run], *rest: Any) -> int:
        for run in runs:
            told.append(list(run.command[run.command.index("-n") + 2 :]))
            seen.append(run.settings)
        return 1

    monkeypatch.setattr(environment, "prepare", lambda requirements: None)
    monkeypatch.setattr(verify, "_require_programs", lambda: None)
    monkeypatch.setattr(verify.chromium, "executable", lambda: "/bin/chromium")
    monkeypatch.setattr(verify, "_run_tests", noted)
    monkeypatch.setattr(verify, "CHECKS", ())
    monkeypatch.setattr(checks.Beside, "begin", lambda self, check: lambda: True)
    monkeypatch.setenv("ISO_TEST_DATABASE", "postgres://iso@127.0.0.1:1/iso")
    monkeypatch.setenv("ISO_TEST_REDIS", "redis://127.0.0.1:1")
    verify.verify("all", ["tests/rules", "-x"], checks.Outcome())
    assert told == [
        ["--divided=sqlite", "tests/rules", "-x"], ["--divided=postgresql", "tests/rules", "-x"],
    ]  # fmt: skip
    assert [settings.get("ISO_TEST_DATABASE") for settings in seen] == [
        None, "postgres://iso@127.0.0.1:1/iso",
    ]  # fmt: skip
    assert {settings["ISO_TEST_REDIS"] for settings in seen} == {"redis://127.0.0.1:1"}
    assert "ISO_TEST_RABBITMQ" not in seen[0]
    told.clear()
    verify.verify("postgresql", [], checks.Outcome())
    verify.verify("quick", ["-x"], checks.Outcome())
    assert told == [[], ["--quick", "-x"]]


def test_a_failing_check_shows_its_output_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = checks.Outcome()
    with checks.Beside(tmp_path, outcome) as beside:
        beside.add(
            (
                checks.Check("tốt", ("sh", "-c", "echo fine")),
                checks.Check("xấu", ("sh", "-c", "echo '$ISO_HTTPS is wrong'; exit 3")),
                checks.Check("cũng tốt", ("true",)),
            )
        )
        beside.finish()
    said = capsys.readouterr().out
    assert "✓ tốt" in said and "✓ cũng tốt" in said and "✗ xấu" in said
    assert "is wrong" in said and "fine" not in said
    assert (outcome.passed, outcome.failed, outcome.failures) == (2, 1, ["xấu"])


def test_checks_run_one_by_one_beside_the_tests_and_end_with_them(tmp_path: Path) -> None:
    outcome = checks.Outcome()
    with checks.Beside(tmp_path, outcome) as beside:
        beside.add([checks.Check(f"lâu {number}", ("sleep", "600")) for number in (1, 2)])
        beside.look()
        beside.look()
        assert [one.check.name for one in beside._active] == ["lâu 1"]
        process = beside._active[0].process
    assert process.poll() is not None
    assert (outcome.passed, outcome.failed) == (0, 0)


def test_what_only_prepares_counts_for_nothing_but_says_why_it_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = checks.Outcome()
    with checks.Beside(tmp_path, outcome) as beside:
        beside.begin(checks.Check("được", ("true",), counts=False))
        beside.begin(checks.Check("hỏng", ("sh", "-c", "echo no disk; exit 1"), counts=False))
        beside.finish()
    said = capsys.readouterr().out
    assert "được" not in said and "✗ hỏng" in said and "no disk" in said
    assert (outcome.passed, outcome.failed) == (0, 0)


def test_a_real_installation_s_settings_do_not_reach_the_tests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ISO_DATABASE", "postgres://iso@db.example.vn/iso")
    monkeypatch.setenv("ISO_DATA", "/data")
    env = checks.clean_environment(tmp_path, ISO_TEST_DATABASE="")
    assert "ISO_DATABASE" not in env
    assert env["ISO_DATA"] == "/data"
    assert env["ISO_HOME"] == str(tmp_path / "home")


def test_the_command_of_the_tests_sees_their_settings(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    source = f"import os; open({str(seen)!r}, 'w').write(os.environ['ISO_TEST_HOME'])"
    run_tests(tmp_path, source, checks.Outcome(), {"ISO_TEST_HOME": "given"})
    assert seen.read_text() == "given"


def test_everything_that_is_missing_is_said_before_anything_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On a bare machine where nothing may be installed: a line for each program."""
    monkeypatch.setattr(debian, "may_install", lambda: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(nginx, "PLACES", "")
    monkeypatch.setattr(rabbitmq, "_FOLDER", tmp_path)
    monkeypatch.setattr(postgresql, "_find_programs", lambda: None)
    monkeypatch.setattr(elasticsearch, "run_quietly", lambda command: (1, ""))
    monkeypatch.setattr(environment, "prepare", lambda requirements: None)
    for name in ("ISO_CHROMIUM", "ES_JAVA_HOME", *(name for _find, name, _own in verify.PROGRAMS)):
        monkeypatch.delenv(name or "ISO_CHROMIUM", raising=False)
    monkeypatch.setenv("ISO_TEST_RABBITMQ", "amqp://127.0.0.1//")
    monkeypatch.setenv("ISO_TEST_REDIS", "redis://127.0.0.1")
    started: list[object] = []
    monkeypatch.setattr(postgresql, "server", lambda: started.append("x"))
    monkeypatch.setattr(checks, "start", started.append)
    with pytest.raises(CannotGoOn) as told:
        verify.verify("all", [], checks.Outcome())
    lines = str(told.value).splitlines()
    assert [re.sub(r"[:,( ]+(?:hãy|trở lên|để).*", "", line) for line in lines] == [
        "Thiếu trình duyệt Chromium", "Thiếu nginx", "Thiếu Elasticsearch", "Thiếu Java 21",
        "Thiếu Redis", "Thiếu PostgreSQL",
    ]  # fmt: skip
    assert "Dù đã đặt ISO_TEST_REDIS" in lines[4] and "Dù" not in lines[5]
    assert started == []


def test_what_is_missing_ends_the_command_with_its_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(requirements: Path) -> None:
        raise CannotGoOn("Thiếu PostgreSQL: hãy cài.")

    monkeypatch.setattr(environment, "prepare", missing)
    monkeypatch.setattr(verify, "stop_on_signals", lambda: None)
    monkeypatch.setattr("sys.argv", ["verify"])
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **options: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **options: None, raising=False)
    assert verify.main() == 1
    assert capsys.readouterr().err == "Thiếu PostgreSQL: hãy cài.\n"
