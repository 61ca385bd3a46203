"""A stored file as an answer to a browser, exactly as it was sent."""

from django.http import FileResponse, HttpResponse, HttpResponseBase

from registry.files.errors import FileError
from registry.files.models import StoredFile
from registry.files.services import is_shown, open_file


def answer_of(stored: StoredFile) -> HttpResponseBase:
    """Answer with the file: pictures in the browser, others to keep; 410 where it is gone.

    The caller has asked whether the person may read it.
    """
    try:
        content = open_file(stored)
    except FileError as error:
        return HttpResponse(str(error), status=410, content_type="text/plain; charset=utf-8")
    shown = is_shown(stored)
    answer = FileResponse(
        content,
        as_attachment=not shown,
        filename=stored.name,
        content_type=stored.content_type,
    )
    # Whatever the bytes are after all, nothing in them may run or fetch.
    answer["Content-Security-Policy"] = (
        "default-src 'none'" if shown else "default-src 'none'; sandbox"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
