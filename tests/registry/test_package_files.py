"""A package with the files of its documents: the same bytes after a journey, no foreign ones."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry import canonical, policy
from registry.documents import services
from registry.documents.models import Version
from registry.documents.texts import services as texts
from registry.documents.texts.models import DocumentFile
from registry.files import services as files
from registry.organisation.models import Agency
from registry.packages import carrying, cloning, exporting, importing
from registry.packages.errors import PackageError
from tests import factories
from tests.registry.test_package_agency import elsewhere
from tests.support import uploads

pytestmark = pytest.mark.django_db
Json = dict[str, Any]
CODE = "H99.88"


def filled() -> Agency:
    """An agency with a manual whose text is a Word file, and a picture put into its next draft."""
    agency = factories.agency(CODE)
    secretary = factories.person(agency, role="iso_secretary", roles=("drafter",))
    paper = files.inspect("sổ tay.docx", uploads.docx())
    told = {
        "sha256": paper.digest,
        "name": paper.name,
        "size": len(paper.content),
        "content_type": paper.content_type,
    }
    document = factories.install(agency, "manual", {"file": told}).document
    draft = services.begin_revision(secretary, document)
    texts.put(secretary, draft, paper)
    texts.put_picture(secretary, draft, files.draw("hình.png", uploads.png()))
    return agency


def zipped(agency: Agency) -> bytes:
    out = io.BytesIO()
    carrying.write(out, agency, exporting.export(agency, files=True))
    return out.getvalue()


def taken(content: bytes) -> importing.Taken:
    carried = carrying.Carried(io.BytesIO(content))
    return importing.take_in(carried.text, carried)


def test_files_arrive_with_their_bytes_and_open_for_readers() -> None:
    with elsewhere():
        package = zipped(filled())
        assert package == zipped(Agency.objects.get(code=CODE))
    made = taken(package)
    assert (made.files, made.warnings) == (2, [])
    assert zipped(made.agency) == package
    rows = DocumentFile.objects.of(made.agency).select_related("file", "document")
    assert {row.file.name for row in rows} == {"sổ tay.docx", "hình.webp"}
    for row in rows:
        with files.open_file(row.file) as content:
            assert content.read()
        assert texts.picture_of(row.document, row.file.sha256) == row


def test_without_files_whoever_takes_it_in_is_told() -> None:
    with elsewhere():
        plain = exporting.export(filled())
    assert '"files"' not in plain
    made = importing.take_in(plain.encode())
    assert [one for one in made.warnings if "1 tệp nội dung không đi kèm" in one]
    assert exporting.export(made.agency) == plain


def changed(package: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same package with other members."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def content_of(parts: dict[str, bytes], ending: str) -> str:
    """The member that holds the file of this ending."""
    told = json.loads(parts[carrying.TEXT])["content"]["documents"][0]["files"]
    return next(f"{carrying.FOLDER}{row['sha256']}" for row in told if row["name"].endswith(ending))


def renamed(parts: dict[str, bytes]) -> None:
    """The Word file calls itself a picture."""
    told = json.loads(parts[carrying.TEXT])
    for row in told["content"]["documents"][0]["files"]:
        row["name"] = row["name"].replace(".docx", ".webp")
    told["sha256"] = canonical.digest(canonical.dumps(told["content"]))
    parts[carrying.TEXT] = json.dumps(told, ensure_ascii=False).encode()


BAD: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "a content is missing": (
        lambda parts: parts.pop(content_of(parts, ".docx")), "Không có nội dung",
    ),
    "another content": (
        lambda parts: parts.update({
            content_of(parts, ".docx"): bytes(len(parts[content_of(parts, ".docx")]))
        }),
        "không khớp mã kiểm tra",
    ),
    "a content that goes on": (
        lambda parts: parts.update({
            content_of(parts, ".docx"): parts[content_of(parts, ".docx")] + b"x"
        }),
        "sai dung lượng",
    ),
    "a file beside": (lambda parts: parts.update({"../lạ.sh": b"x"}), "không nhắc đến"),
    "no text": (lambda parts: parts.pop(carrying.TEXT), "không có «co-quan.json»"),
    "not what its name says": (renamed, "không phải"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_package_that_was_touched_brings_nothing(name: str) -> None:
    change, words = BAD[name]
    with elsewhere():
        package = changed(zipped(filled()), change)
    with pytest.raises(PackageError) as refused:
        taken(package)
    said = f"{refused.value} " + " ".join(one.message for one in refused.value.problems)
    assert words in said, said
    assert not Agency.objects.filter(code=CODE).exists()


def test_a_clone_has_files_of_its_own() -> None:
    source = filled()
    made = cloning.clone(None, source, code="H99.90", name="UBND phường Mới", parent=None)
    cloning.bring({"agency": made.pk})
    (row,) = DocumentFile.objects.of(made).select_related("file", "document")
    assert (row.file.name, row.file.agency) == ("sổ tay.docx", made)
    assert texts.row_of(row.document, row.document.data) == row
    with files.open_file(row.file) as content:
        assert content.read() == uploads.docx()


def test_the_commands_carry_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there, plain = tmp_path / "xa.zip", tmp_path / "xa.json"
    with elsewhere():
        filled()
        call_command("export_agency", CODE, str(there))
        call_command("export_agency", CODE, str(plain))
    assert "Chưa kèm 2 tệp nội dung" in capsys.readouterr().out
    call_command("import_agency", str(there))
    assert "2 tệp nội dung." in capsys.readouterr().out
    there.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(CommandError, match="bị hỏng"):
        call_command("import_agency", str(there))
    stranger = factories.person(factories.agency("H99.89"), role="iso_secretary")
    assert not policy.visible(stranger, Version).filter(agency__code=CODE).exists()
