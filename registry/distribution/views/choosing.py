"""Choosing where issues of a document go."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry import policy
from registry.distribution import policies, services, targets
from registry.distribution.errors import DistributionError
from registry.distribution.models import Training
from registry.distribution.views.recipients import document_of
from registry.documents.models import Document
from registry.readers.keys import key_for, key_in
from registry.readers.row_numbers import number_in
from registry.vietnamese import by_given_name, sort_key


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where issues of a document go, and choose it."""
    at, user, document = document_of(request, pk)
    if not policies.distributes(at, document):
        raise policy.Forbidden("Ông/bà không có quyền chọn nơi nhận của tài liệu này.")
    chosen = targets.chosen_for(document)
    error, ticked = "", {one.name for one in chosen.targets}
    days, proof = str(chosen.days), chosen.proof
    if request.method == "POST":
        ticked = set(request.POST.getlist("noi-nhan")[:2000])
        days, proof = request.POST.get("ngay", "")[:6].strip(), request.POST.get("cach", "")[:20]
        try:
            services.choose(
                user,
                document,
                sorted(ticked),
                days=number_in(days) or 0,
                proof=proof,
                seen=request.POST.get("seen", ""),
                key=key_in(request.POST),
            )
        except DistributionError as refused:
            error = str(refused)
        else:
            messages.success(
                request,
                "Đã lưu nơi nhận. Lần ban hành đang và sắp có hiệu lực được chuyển đến người mới"
                " thêm trong ít phút.",
            )
            return redirect("documents:inspect", pk)
    places = targets.Places(document.agency)
    context = {
        "document": document,
        "chosen": chosen,
        "now_words": [places.words(one) for one in chosen.targets if _fits(document, one)],
        "groups": _groups(places, document, ticked),
        "days": days,
        "checks": Training.choices,
        "proof": proof,
        "error": error,
        "seen": chosen.digest,
        "key": key_for(request.POST),
        "sees": policies.sees_readers(at, document),
        "page_title": "Nơi nhận",
    }
    return render(
        request, "registry/distribution/targets.html", context, status=422 if error else 200
    )


def _fits(document: Document, one: targets.Target) -> bool:
    """Whether a target can be anybody: only a process has steps that somebody does."""
    return one.sort != targets.PERFORMERS or document.kind == "process"


@dataclass(frozen=True)
class Group:
    """Targets of one sort in the form: (name, words, whether it is ticked, a line below)."""

    label: str
    rows: list[tuple[str, str, bool, str]]
    open: bool = True

    @property
    def ticked(self) -> int:
        """How many are ticked."""
        return sum(row[2] for row in self.rows)


def _groups(places: targets.Places, document: Document, ticked: set[str]) -> list[Group]:
    def row(sort: str, key: str, words: str, below: str = "") -> tuple[str, str, bool, str]:
        name = targets.Target(sort, key).name
        return name, words, name in ticked, below

    words = {
        sort: said for sort, said in targets.WORDS.items() if _fits(document, targets.Target(sort))
    }
    units = sorted(places.units.values(), key=lambda unit: sort_key(unit.name))
    people = sorted(places.people.values(), key=by_given_name)
    several = [row(sort, "", said) for sort, said in words.items()]
    of_units = [row(targets.UNIT, str(unit.pk), unit.name) for unit in units]
    of_roles = [row(targets.ROLE, code, label) for code, label in places.roles.items()]
    of_people = [
        row(targets.PERSON, str(one.pk), str(one), places.positions.get(str(one.pk), ""))
        for one in people
    ]
    return [
        Group("Nhóm người", several),
        Group("Phòng ban", of_units),
        Group("Vai trò", of_roles, any(one[2] for one in of_roles)),
        Group("Từng người", of_people, any(one[2] for one in of_people)),
    ]
