"""`make coverage`: how much of each package the tests of both engines run through."""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

from tools import environment
from tools.children import ROOT

# What stands between Python and `-m pytest`; the processes that tests start are measured as well.
COMMAND = ("-m", "coverage", "run", "--rcfile=pyproject.toml")


def settings(temporary: Path) -> dict[str, str]:
    """Return the settings by which every process leaves its figures in one folder."""
    folder = temporary / "coverage"
    folder.mkdir(exist_ok=True)
    return {"COVERAGE_FILE": str(folder / "data")}


def table(temporary: Path) -> str:
    """Return a line for each package: lines and branches run through, of all there are."""
    report = temporary / "coverage.json"
    for arguments in (("combine", "--quiet"), ("json", "--quiet", "-o", str(report))):
        subprocess.run(
            [str(environment.PYTHON), "-m", "coverage", *arguments, "--rcfile=pyproject.toml"],
            cwd=ROOT, env={**os.environ, **settings(temporary)}, check=True,
        )  # fmt: skip
    return "\n".join(lines(json.loads(report.read_text(encoding="utf-8"))))


def lines(report: dict[str, dict[str, dict[str, dict[str, int]]]]) -> list[str]:
    """Turn coverage's own report of files into the lines of the table."""
    through, there = Counter[str](), Counter[str]()
    for path, entry in report["files"].items():
        summary = entry["summary"]
        for name in (path.partition("/")[0], "tất cả"):
            through[name] += summary["covered_lines"] + summary.get("covered_branches", 0)
            there[name] += summary["num_statements"] + summary.get("num_branches", 0)
    return [
        f"{name:12} {through[name]:6} / {there[name]:6}  {100 * through[name] / there[name]:6.2f} %"
        for name in sorted(there)
    ]
