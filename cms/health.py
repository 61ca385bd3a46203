"""Health: the process answers and its database does."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from registry.documents.constraints import missing_guards


def health(request: HttpRequest) -> JsonResponse:
    """200 with {"status": "ok"} when the database answers and its guards are in place."""
    missing = missing_guards(connection)
    state = {"status": "ok"} if not missing else {"status": "guards missing"}
    return JsonResponse(state, status=503 if missing else 200)
