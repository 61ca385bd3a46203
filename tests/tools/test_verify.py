"""`make test`: what counts as passed, and that a broken run never looks green."""

import re
from pathlib import Path

import pytest

from tools import debian, elasticsearch, environment, nginx, postgresql, rabbitmq, verify
from tools.children import CannotGoOn


def test_a_report_counts_only_what_passed_as_passed(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="1"/></testsuites>'
    )
    assert verify._count(report) == (6, 4)


def test_a_run_that_breaks_down_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(verify, "run", lambda command, env: 4)
    outcome = verify.Outcome()
    verify._run_tests("SQLite", {}, tmp_path, [], outcome)
    assert (outcome.passed, outcome.failed) == (0, 1)
    assert outcome.failures == ["ca thử trên SQLite"]


def test_a_failing_check_shows_its_output_and_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = (
        verify.Check("tốt", ("sh", "-c", "echo fine")),
        verify.Check("xấu", ("sh", "-c", "echo '$ISO_HTTPS is wrong'; exit 3")),
        verify.Check("cũng tốt", ("true",)),
    )
    monkeypatch.setattr(verify, "CHECKS", checks)
    outcome = verify.Outcome()
    verify._run_checks(tmp_path, outcome)
    said = capsys.readouterr().out
    assert "✓ tốt" in said and "✓ cũng tốt" in said and "✗ xấu" in said
    assert "is wrong" in said and "fine" not in said
    assert (outcome.passed, outcome.failed, outcome.failures) == (2, 1, ["xấu"])


def test_a_real_installation_s_settings_do_not_reach_the_tests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ISO_DATABASE", "postgres://iso@db.example.vn/iso")
    monkeypatch.setenv("ISO_DATA", "/data")
    env = verify._environment(tmp_path, ISO_TEST_DATABASE="")
    assert "ISO_DATABASE" not in env
    assert env["ISO_DATA"] == "/data"
    assert env["ISO_HOME"] == str(tmp_path / "home")


def test_tests_find_the_servers_of_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: dict[str, str] = {}
    monkeypatch.setattr(verify, "run", lambda command, env: seen.update(env) or 0)
    settings = {"ISO_TEST_ELASTICSEARCH": "http://127.0.0.1:9200"}
    verify._run_tests("SQLite", settings, tmp_path, [], verify.Outcome())
    assert seen["ISO_TEST_ELASTICSEARCH"] == "http://127.0.0.1:9200"
    assert "ISO_TEST_DATABASE" not in seen


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
    started: list[str] = []
    monkeypatch.setattr(verify, "SERVERS", (("ISO_TEST_DATABASE", lambda: started.append("x")),))
    with pytest.raises(CannotGoOn) as told:
        verify.verify("all", [], verify.Outcome())
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
