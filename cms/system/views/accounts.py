"""«Tài khoản» of one person, and who is locked out: what an administrator may do about sign-in."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.accounts import guessing, services
from cms.system.forms import DirectoryForm
from cms.system.views.common import Workplace, managed_workplace, people_of
from registry.now import local
from registry.organisation.models import User
from registry.organisation.periods import OrganisationError
from registry.policy import visible
from registry.tables.declared import Cell, Column, Empty, Table
from registry.tables.listing import Listing

LOCKED = Table(
    code="locked",
    label="Tài khoản bị tạm khóa",
    unit="người",
    columns=(
        Column(
            "nguoi",
            "Người",
            lambda row: Cell(str(row["person"]), second=(row["person"].username,)),
            "what",
        ),
        Column(
            "noi",
            "Bị khóa ở đâu",
            lambda row: f"Địa chỉ {row['address']}" if row["address"] else "Mã xác thực hai lớp",
        ),
        Column("den", "Đến", lambda row: f"{local(row['until']):%H:%M %d/%m/%Y}", "code"),
        Column("mo", "Mở khóa", lambda row: Cell(template="cms/system/_unlock.html"), "act"),
    ),
    order_words="",
    keeping=False,
)

AccountCommand = Callable[[Workplace, User], str]


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the person signs in; POST says who they are in the directory."""
    place, person = _managed(request, pk)
    form = DirectoryForm(request.POST or None, initial={"directory_id": person.directory_id or ""})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_directory_id(
                place.user, place.agency, person, form.cleaned_data["directory_id"]
            )
        except OrganisationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Đã lưu mã định danh của {person}.")
            return redirect(_home(place, person))
    return _page(request, place, person, form)


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out one of the buttons of the page."""
    place, person = _managed(request, pk)
    wanted = COMMANDS.get(request.POST.get("do", ""))
    if wanted is None:
        raise Http404
    try:
        messages.success(request, wanted(place, person))
    except OrganisationError as error:
        messages.error(request, str(error))
    return redirect(_home(place, person))


@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    """Show who of the agency is locked out now."""
    place = managed_workplace(request)
    people = {person.pk: person for person in people_of(place)}
    rows = [
        {
            "person": people[lock.user_id],
            "address": "" if lock.ip == guessing.EVERYWHERE else lock.ip,
            "until": lock.until,
            "unlock": reverse("system:account_act", args=[lock.user_id]) + place.query,
        }
        for lock in guessing.locks_of(people.values())
    ]
    empty = Empty(
        "Không có ai bị tạm khóa",
        "Ai nhập sai nhiều lần sẽ đứng ở đây đến khi hết thời hạn hoặc được mở khóa.",
        icon="lock",
    )
    listing = Listing(LOCKED, request, empty=empty).show(rows)
    return render(
        request,
        "cms/system/locked.html",
        {"place": place, "listing": listing, "page_title": "Tài khoản bị tạm khóa"},
    )


def _managed(request: HttpRequest, pk: int) -> tuple[Workplace, User]:
    place = managed_workplace(request)
    found = visible(place.user, User).filter(pk=pk, memberships__agency=place.agency)
    person: User | None = found.distinct().first()
    if person is None:
        raise Http404
    return place, person


def _page(
    request: HttpRequest, place: Workplace, person: User, form: DirectoryForm
) -> HttpResponse:
    elsewhere = person.memberships.exclude(agency=place.agency).exists()
    context = {
        "place": place,
        "person": person,
        "form": form,
        "elsewhere": elsewhere,
        "sessions": len(UserSession.objects.purge_and_list(person)),
        "second_factor": services.has_second_factor(person),
        "locks": guessing.locks_of([person]),
        "back": reverse("system:organisation") + place.query,
        "page_title": f"Tài khoản của {person}",
    }
    status = 422 if form.errors else 200
    return render(request, "cms/system/account.html", context, status=status)


def _home(place: Workplace, person: User) -> str:
    return reverse("system:account", args=[person.pk]) + place.query


def _unlock(place: Workplace, person: User) -> str:
    done = services.unlock(place.user, place.agency, person)
    return f"Đã mở khóa cho {person}." if done else f"{person} không bị khóa."


def _end_sessions(place: Workplace, person: User) -> str:
    services.end_all_sessions(person, actor=place.user, agency=place.agency)
    return f"Đã kết thúc mọi phiên đăng nhập của {person}."


def _remove_factor(place: Workplace, person: User) -> str:
    services.remove_second_factor(place.user, place.agency, person)
    return f"Đã gỡ xác thực hai lớp của {person}; lần đăng nhập tới không hỏi mã."


def _close(place: Workplace, person: User) -> str:
    services.set_active(place.user, place.agency, person, False)
    return f"Đã khóa tài khoản của {person}."


def _open(place: Workplace, person: User) -> str:
    services.set_active(place.user, place.agency, person, True)
    return f"Đã mở lại tài khoản của {person}."


COMMANDS: dict[str, AccountCommand] = {
    "unlock": _unlock,
    "end-sessions": _end_sessions,
    "remove-factor": _remove_factor,
    "close": _close,
    "open": _open,
}
