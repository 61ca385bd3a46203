"""Nothing unfinished and no machine's addresses are left in what is published."""

import re
import subprocess

from tests.floors.sources import ROOT, sources

LOCK_FILES = ("requirements.txt", "requirements-dev.txt", "requirements-install.txt")
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")


def published() -> list[str]:
    """Paths of text files that git keeps."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    endings = (".py", ".js", ".css", ".html", ".md", ".toml", ".txt", ".json", ".po")
    return [name for name in listed.split("\0") if name.endswith(endings)]


def test_lock_files_name_no_address() -> None:
    for name in LOCK_FILES:
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        found = re.findall(r"^.*(?:://|--index-url|--find-links|@ file).*$", text, re.MULTILINE)
        assert not found, f"{name}: {found[:3]}"


def test_no_lock_file_with_addresses_is_published() -> None:
    names = {name.rsplit("/", 1)[-1] for name in published()}
    assert not names & {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}


def test_nothing_is_marked_unfinished() -> None:
    wrong = []
    for name in published():
        path = ROOT / name
        if not path.exists():
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if UNFINISHED.search(line):
                wrong.append(f"{name}:{number}: {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)


def test_product_code_asks_only_registry_for_the_time() -> None:
    words = ("datetime.now(", "date.today(", "timezone.now(", "time.time(")
    wrong = [
        f"{source.path} has {word}"
        for source in sources()
        if source.path != "registry/now.py"
        for word in words
        if word in (ROOT / source.path).read_text()
    ]
    assert not wrong, "\n".join(wrong)
