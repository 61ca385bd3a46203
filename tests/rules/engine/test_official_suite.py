"""JSON Logic as published: the official cases, exactly."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rules.conformance import OFFICIAL, failures, page, read_suite, same, suites
from rules.refused import refused


def official_folder() -> Path:
    data = os.environ.get("ISO_DATA")
    if not data:
        pytest.fail(
            "ISO_DATA is not set: it must name the folder that holds jsonlogic/ with the official"
            " JSON Logic cases",
            pytrace=False,
        )
    return Path(data) / "jsonlogic"


def test_every_official_case_passes():
    cases = read_suite(official_folder() / OFFICIAL)
    assert len(cases) == 275
    assert failures(cases) == []


def test_every_case_that_all_implementations_share_passes():
    cases = read_suite(official_folder() / "compat-suites" / "compatible.json")
    assert len(cases) == 278
    assert failures(cases) == []


def test_what_fails_of_the_community_is_refused_with_a_reason_and_nothing_else():
    failing, cases = set(), 0
    for name, path in suites(official_folder()):
        examples = read_suite(path) if name != OFFICIAL else []
        cases += len(examples)
        failing |= {(name, json.dumps(example.rule)) for example, _ in failures(examples)}
    assert failing == {case for _, written in refused() for case in written}
    assert (cases, len(failing)) == (1138, 54)


def test_the_page_of_docs_tells_what_passes_today():
    """`manage.py rules_conformance <folder> --page docs/rules-conformance.md` writes it anew."""
    written = Path("docs/rules-conformance.md").read_text(encoding="utf-8")
    assert written == page(official_folder())


def test_the_command_prints_passed_and_total_of_each_suite(capsys):
    call_command("rules_conformance", str(official_folder()))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{OFFICIAL}: 275/275"
    assert "compatible.json: 278/278" in lines


def test_the_command_fails_when_an_official_case_fails(tmp_path, capsys):
    (tmp_path / OFFICIAL).write_text('["# Một ca sai", [{"+": [1, 1]}, {}, 3], [1, {}, 1]]')
    with pytest.raises(CommandError):
        call_command("rules_conformance", str(tmp_path))
    assert f"{OFFICIAL}: 1/2" in capsys.readouterr().out


def test_the_command_says_when_the_folder_has_no_suite(tmp_path):
    with pytest.raises(CommandError, match="Không thấy"):
        call_command("rules_conformance", str(tmp_path))


@pytest.mark.parametrize(
    ("got", "wanted"), [(True, 1), (1, "1"), ([1], [1, 2]), (None, False), ({"a": 1}, {"b": 1})]
)
def test_results_of_different_types_are_different(got, wanted):
    assert not same(got, wanted)
