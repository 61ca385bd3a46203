"""The shipped compose file, image and environment fit each other and name no machine of ours."""

import os
import re
import subprocess
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.floors.sources import ROOT
from tests.operations.places import Place
from tools import postgresql

DEPLOY = ROOT / "deploy"
SERVICES = {"nginx", "migrate", "web", "worker", "beat", "backup", "db", "redis", "search"}
# The tag of our image: a variable of the compose file alone, not of the product.
PRODUCT = "ISO_" + "VERSION"
OURS = {"migrate", "web", "worker", "beat", "backup"}


def read_yaml(text: str) -> Any:
    """The part of YAML that compose.yaml is written in: maps, lists, words, flow lists of words.

    ValueError for anything else, so that the file stays within what this test understands.
    """
    lines = [
        (len(line) - len(line.lstrip()), line.strip())
        for line in text.splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    value, rest = _block(lines, 0)
    if rest:
        raise ValueError(f"not understood: {rest[0]}")
    return value


def _block(lines: list[tuple[int, str]], indent: int) -> tuple[Any, list[tuple[int, str]]]:
    if lines and lines[0][1].startswith("- "):
        items = []
        while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
            items.append(_word(lines.pop(0)[1][2:]))
        return items, lines
    found: dict[str, Any] = {}
    while lines and lines[0][0] == indent:
        match = re.fullmatch(r"([\w.-]+):(?: (.+))?", lines[0][1])
        if match is None or match[1] in found:
            raise ValueError(f"not understood, or twice: {lines[0][1]}")
        lines = lines[1:]
        if match[2]:
            found[match[1]] = _word(match[2])
        elif lines and lines[0][0] > indent:
            found[match[1]], lines = _block(lines, lines[0][0])
        else:
            found[match[1]] = None
    if lines and lines[0][0] > indent:
        raise ValueError(f"too far right: {lines[0]}")
    return found, lines


def _word(text: str) -> Any:
    if text.startswith("["):
        return [part.replace('\\"', '"') for part in re.findall(r'"((?:[^"\\]|\\.)*)"', text)]
    if text == "{}":
        return {}
    if text.startswith(("&", "*", "!", "|", ">")):
        raise ValueError(f"not understood: {text}")
    if ": " in text and not text.startswith(('"', "${")):
        raise ValueError(f"must be quoted: {text}")
    return text[1:-1] if text[0] == text[-1] == '"' else text


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    made: dict[str, Any] = read_yaml((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return made


def test_every_part_is_there_and_only_nginx_is_open(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == SERVICES
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert compose["networks"]["inside"]["internal"] == "true"
    for name in ("db", "redis", "search"):
        assert services[name]["networks"] == ["inside"]


def test_every_part_says_when_it_is_well(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert "healthcheck" in service, name
        once = name in ("migrate", "backup")
        assert service["restart"] == ("no" if once else "unless-stopped"), name
        if not once:
            assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name


def test_nobody_starts_before_what_it_needs(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for needed, how in (service.get("depends_on") or {}).items():
            assert needed in services, (name, needed)
            done = "service_completed_successfully" if needed == "migrate" else "service_healthy"
            assert how["condition"] == done, (name, needed)
    for name in ("web", "worker", "beat"):
        assert {"migrate", "db"} <= set(services[name]["depends_on"])


def test_versions_are_pinned_and_volumes_declared(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert re.search(rf":(\d+\.\d+|\$\{{{PRODUCT}:-\d+\.\d+\.\d+\}})", service["image"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or source.startswith("./"), volume
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^FROM .*", dockerfile, re.MULTILINE):
        assert re.search(r":\d+\.\d+\.\d+-", line)
    major = re.search(r"postgres:(\d+)", compose["services"]["db"]["image"])
    assert major and f"postgresql-client-{major[1]}" in dockerfile


def test_secrets_come_from_the_environment_and_the_example_lists_them(
    compose: dict[str, Any],
) -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\$\{(\w+)", text)) - {PRODUCT}
    example = dict(
        re.findall(r"^(\w+)=(.*)$", (DEPLOY / ".env.example").read_text(encoding="utf-8"), re.M)
    )
    assert set(example) == wanted
    for name, value in example.items():
        if re.search("PASSWORD|KEY$|TOKEN", name):
            assert value == "", name
    for name in OURS:
        for variable, value in compose["services"][name]["environment"].items():
            if re.search("PASSWORD|SECRET", variable):
                assert value.startswith("${"), variable


def test_every_variable_is_one_of_the_product(compose: dict[str, Any]) -> None:
    known = set(re.findall(r"`(ISO_[A-Z_]+)`", (ROOT / "docs/settings.md").read_text()))
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    given = {name for service in OURS for name in compose["services"][service]["environment"]}
    given |= set(re.findall(r"\b(ISO_[A-Z_]+)=", dockerfile))
    assert given <= known, given - known


def test_all_of_ours_run_with_the_same_settings(compose: dict[str, Any]) -> None:
    own = {"ISO_WORKERS", "ISO_GRACE", "ISO_KEEPALIVE"}
    first, *others = [
        {name: value for name, value in compose["services"][each]["environment"].items()
         if name not in own}
        for each in sorted(OURS)
    ]  # fmt: skip
    assert all(other == first for other in others)


def test_the_image_runs_as_nobody_special_with_checked_packages() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in text and "collectstatic" in text
    assert re.search(r"^USER iso$", text, re.MULTILINE)
    assert text.index("USER iso") < text.index('CMD ["gunicorn"')
    for folder in re.findall(r"^COPY (\w+) \1$", text, re.MULTILINE):
        assert (ROOT / folder).is_dir(), folder
    packages = {"registry", "rules", "formbuilder", "processes", "search", "cms", "fixtures"}
    assert packages == set(re.findall(r"^COPY (\w+) \1$", text, re.MULTILINE))


def test_the_product_s_account_is_no_superuser(compose: dict[str, Any]) -> None:
    """What the database runs at its first start, run here; migrate needs one extension."""
    assert compose["services"]["db"]["environment"]["POSTGRES_USER"] == "postgres"
    assert (
        "./database.sql:/docker-entrypoint-initdb.d/database.sql:ro"
        in (compose["services"]["db"]["volumes"])
    )
    with postgresql.server() as url:
        port = str(urlsplit(url).port)
        here = {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": port, "PGDATABASE": "postgres"}
        psql = [str(postgresql.programs() / "psql"), "-X", "-q", "-A", "-t"]

        def told(user: str, *more: str, **settings: str) -> tuple[int, str]:
            done = subprocess.run(
                [*psql, *more], env={**here, "PGUSER": user, **settings}, text=True,
                capture_output=True, check=False,
            )  # fmt: skip
            return done.returncode, done.stdout + done.stderr

        # The image's own superuser is called postgres, that of the tests' server iso.
        told("iso", "-c", "CREATE ROLE postgres SUPERUSER LOGIN")
        told("postgres", "-c", "ALTER ROLE iso RENAME TO first")
        script = ("-f", str(DEPLOY / "database.sql"))
        assert told("postgres", *script)[0] == 3
        assert told("postgres", *script, DATABASE_PASSWORD="m'ật khẩu") == (0, "")
        facts = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolpassword IS NULL"
        assert told("postgres", "-c", f"{facts} FROM pg_authid WHERE rolname = 'iso'") == (
            0, "f|f|f|f|f\n",
        )  # fmt: skip
        for statement in ("CREATE EXTENSION btree_gist", "CREATE TABLE x ()"):
            assert told("iso", "-d", "iso", "-c", statement) == (0, ""), statement
        told("postgres", "-c", "CREATE ROLE other LOGIN")
        assert "permission denied" in told("other", "-d", "iso", "-c", "SELECT 1")[1]


def test_no_place_of_a_machine_of_ours_is_named() -> None:
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"/(?:home|root|work|Users)/", text), path


def test_the_settings_of_the_compose_file_are_safe(
    compose: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What the production check says of them is only what must be filled in or is on the host."""
    filled = {
        "ISO_HOSTS": "iso.example.vn", "ISO_ORIGINS": "https://iso.example.vn",
        "ISO_BASE_URL": "https://iso.example.vn", "ISO_METRICS_TOKEN": "t" * 48,
        "ISO_SECRET_KEY": "".join(chr(48 + index % 70) for index in range(80)),
    }  # fmt: skip
    environment = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda m: filled.get(m[1], "k" * 48), value)
        for name, value in compose["services"]["web"]["environment"].items()
    }
    home = tmp_path_factory.mktemp("compose")
    done = Place(home, "", {}).manage(
        "check_production", "--settings-only", **environment, ISO_BIND="0.0.0.0:8000",
        ISO_HOME=str(home), ISO_BACKUPS="/srv/backups",
    )  # fmt: skip
    said = re.findall(r"^[✗!] \[(\S+)\]", done.stdout, re.MULTILINE)
    assert said == ["iso.W020"], done.stdout + done.stderr
