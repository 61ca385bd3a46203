"""Putting a file into a document, and opening it for who may read the text that names it."""

from django.db import transaction

from registry import canonical, policy, searchable
from registry.canonical import Body
from registry.documents.errors import DocumentError
from registry.documents.models import Document, Version
from registry.documents.streams import giver_of, lock_document, tell
from registry.documents.texts import words
from registry.documents.texts.models import DocumentFile
from registry.files import services as files
from registry.files.models import StoredFile
from registry.kinds.attached import FILE, file_of, files_named, takes_file
from registry.now import now
from registry.organisation.models import User
from registry.schema.walk import editors_of
from registry.trail import outbox

JOB = "document.words"


@transaction.atomic
def put(actor: User, document: Document, file: files.Inspected) -> Body:
    """Keep a file for a document and return what its body says of it (`registry.kinds.attached`).

    The caller saves the draft. The same file again is the row that is there.
    Raises Forbidden, FileError for a full disk, DocumentError for a kind whose text is no file.
    """
    fresh = lock_document(document)
    policy.require(actor, "edit", fresh)
    if not takes_file(fresh.kind_of.schema):
        raise DocumentError("Loại tài liệu này không nhận tệp làm nội dung.")
    told = lay(actor, fresh, file)
    facts = {"sha256": told["sha256"], "size": told["size"]}
    tell(fresh, "document.file_put", facts, actor, giver_of(actor, fresh))
    return told


def lay(actor: User, document: Document, file: files.Inspected) -> Body:
    """Keep a file for a document and return what its body says of it; the caller asked the
    permission, holds the transaction and tells of it."""
    stored = files.store(actor, document.agency, file)
    _link(document, stored, actor)
    return {
        "sha256": stored.sha256,
        "name": stored.name,
        "size": stored.size,
        "content_type": stored.content_type,
    }


def take_in(document: Document, file: files.Inspected) -> None:
    """Keep a file that a package brought for a document; the caller holds the transaction."""
    _link(document, files.keep(None, document.agency, file), None)


@transaction.atomic
def put_picture(actor: User, document: Document, file: files.Inspected) -> Body:
    """Keep a picture that is to stand in the text of a document; return what its block says of it.

    Only a save that names it brings it into the text. Raises Forbidden, DocumentError while the
    draft may not change, FileError for a full disk.
    """
    fresh = lock_document(document)
    policy.require(actor, "edit", fresh)
    if "blocks" not in editors_of(fresh.kind_of.schema):
        raise DocumentError("Loại tài liệu này không nhận hình trong nội dung.")
    told = lay(actor, fresh, file)
    facts = {"sha256": told["sha256"], "size": told["size"]}
    tell(fresh, "document.picture_put", facts, actor, giver_of(actor, fresh))
    return told


def carry(source: Version, document: Document) -> None:
    """Let a document that begins from an issue have its files too, those of another agency as
    copies; the caller asked the permission and holds the transaction. Raises FileError."""
    for found in rows_of(source.document, source.data):
        _link(document, files.copied(found.file, document.agency), document.author)


def _link(document: Document, stored: StoredFile, actor: User | None) -> None:
    row, made = DocumentFile.objects.of(document.agency_id).get_or_create(
        document=document,
        file=stored,
        defaults={"agency_id": document.agency_id, "put_by": actor, "put_at": now()},
    )
    if made and words.readable(stored.name):
        outbox.enqueue(JOB, {"row": row.pk}, key=str(row.pk), agency=document.agency_id)


def row_of(document: Document, body: Body) -> DocumentFile | None:
    """Return the file that a body of this document names and that was put into it; else None."""
    told = file_of(body)
    if told is None:
        return None
    found: DocumentFile | None = (
        DocumentFile.objects.of(document.agency_id)
        .filter(document=document, file__sha256=told["sha256"], file__name=told["name"])
        .select_related("file")
        .first()
    )
    return found


def rows_of(document: Document, body: Body) -> list[DocumentFile]:
    """List the files that a body of this document names and that were put into it; one query."""
    told = {(one["sha256"], one["name"]) for one in files_named(document.kind_of.schema, body)}
    if not told:
        return []
    found = (
        DocumentFile.objects.of(document.agency_id)
        .filter(document=document, file__sha256__in=[sha256 for sha256, _ in told])
        .select_related("file")
    )
    return [row for row in found if (row.file.sha256, row.file.name) in told]


def picture_of(document: Document, sha256: str) -> DocumentFile | None:
    """Return a file that was put into a document, for who edits it and has not saved it yet."""
    found: DocumentFile | None = (
        DocumentFile.objects.of(document.agency_id)
        .filter(document=document, file__sha256=sha256)
        .select_related("file")
        .first()
    )
    return found


def words_of(document: Document, body: Body) -> str:
    """Return the words of the file that a body names, for search; "" for none."""
    found = row_of(document, body) if FILE in body else None
    return found.words if found else ""


def is_wordless(document: Document, body: Body) -> bool:
    """Tell whether the file that a body names was looked through and no words were found in it."""
    found = row_of(document, body)
    return found is not None and not found.words and not outbox.is_ahead(JOB, str(found.pk))


def _read(payload: canonical.Body) -> None:
    row = DocumentFile.unscoped.filter(pk=payload["row"]).select_related("file", "document").first()
    if row is None or row.words:
        return
    # The bytes are read and unpacked outside of every transaction, in a child with limits.
    with files.open_file(row.file) as content:
        said = words.of_file(row.file.name, content.read())
    if said:
        row.words = said
        row.save(update_fields=["words"])
        searchable.changed("document", str(row.document.uid), agency=row.agency_id)


def declare() -> None:
    """Register the job."""
    outbox.HANDLERS.add(JOB, outbox.Handler(_read, "Đọc chữ trong tệp nội dung để tra cứu"))
