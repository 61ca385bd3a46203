"""The Elasticsearch server of a test run: what it says when it cannot be had."""

import zipfile
from pathlib import Path

import pytest

from tools import elasticsearch
from tools.children import CannotGoOn


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_without_maven_it_says_what_to_install_or_to_set(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(home))
    with pytest.raises(CannotGoOn, match=r"cài Maven.*ISO_TEST_ELASTICSEARCH"):
        elasticsearch.distribution()


def test_a_download_that_fails_is_told_with_its_reason(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maven = home / "mvn"
    maven.write_text("#!/bin/sh\necho '[ERROR] Could not transfer artifact'\nexit 1\n")
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{home}:/bin:/usr/bin")
    with pytest.raises(CannotGoOn, match=r"Could not transfer artifact.*kết nối mạng"):
        elasticsearch.distribution()


def test_what_maven_fetches_is_found_where_it_was_put(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = elasticsearch.VERSION
    place = f"org/elasticsearch/distribution/integ-test-zip/elasticsearch/{version}"
    maven = home / "mvn"
    maven.write_text(
        "#!/bin/sh\n"
        'for word; do case "$word" in -Dmaven.repo.local=*) kept="${word#*=}";; esac; done\n'
        f'mkdir -p "$kept/{place}" && touch "$kept/{place}/elasticsearch-{version}.zip"\n'
    )
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{home}:/bin:/usr/bin")
    assert elasticsearch.distribution().is_relative_to(home / ".m2" / "repository")


def test_a_kept_archive_is_not_fetched_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = home.joinpath(
        ".m2/repository/org/elasticsearch/distribution/integ-test-zip/elasticsearch",
        elasticsearch.VERSION,
        f"elasticsearch-{elasticsearch.VERSION}.zip",
    )
    archive.parent.mkdir(parents=True)
    archive.touch()
    monkeypatch.setenv("PATH", str(home))
    assert elasticsearch.distribution() == archive


def test_a_broken_archive_is_named(tmp_path: Path) -> None:
    archive = tmp_path / "broken.zip"
    archive.write_bytes(b"half a download")
    with pytest.raises(CannotGoOn, match=r"broken.zip bị hỏng"):
        elasticsearch._unpack(archive, tmp_path)


def test_an_old_java_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in (17, 21):
        folder = tmp_path / str(version)
        folder.mkdir()
        (folder / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}.0.1"\n')
    monkeypatch.setenv("ES_JAVA_HOME", str(tmp_path / "21"))
    assert elasticsearch.java_home() == tmp_path / "21"
    monkeypatch.setenv("ES_JAVA_HOME", str(tmp_path / "17"))
    assert elasticsearch.java_home() != tmp_path / "17"


def test_programs_of_the_archive_may_be_run(tmp_path: Path) -> None:
    archive = tmp_path / "small.zip"
    name = f"elasticsearch-{elasticsearch.VERSION}/bin/elasticsearch"
    with zipfile.ZipFile(archive, "w") as whole:
        whole.writestr(name, "#!/bin/sh\n")
    elasticsearch._unpack(archive, tmp_path)
    assert (tmp_path / name).stat().st_mode & 0o111
