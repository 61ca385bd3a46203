"""«Tổ chức, phân công»: giving and ending roles, opening accounts, changing units."""

import hashlib
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.system.forms import AssignForm, CodesForm, EndForm, NewPersonForm, UnitForm
from cms.system.views.common import (
    Workplace,
    form_page,
    managed_workplace,
    number,
    people_of,
    units_of,
    workplace_of,
)
from registry.administration import services
from registry.now import today
from registry.organisation.models import Membership, Unit, User
from registry.organisation.periods import OrganisationError
from registry.organisation.roles import role_labels
from registry.policy import visible
from registry.readers.keys import key_in

HOME = "system:organisation"


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Give a role to somebody who is there already."""
    place = managed_workplace(request)
    people = [person for person in people_of(place) if person != place.user]
    units = units_of(place)
    form = AssignForm(
        request.POST or None,
        roles=services.grantable(place.user, place.agency),
        units=units,
        people=people,
        initial={"starts": today(), "user": request.GET.get("nguoi", "")},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        person = next(p for p in people if str(p.pk) == values["user"])
        try:
            services.assign(
                place.user,
                person,
                place.agency,
                values["role"],
                unit=_unit(units, values["unit"]),
                position=values["position"],
                starts=values["starts"],
                ends=values["ends"],
            )
        except OrganisationError as error:
            form.refuse(error)
        else:
            messages.success(
                request, f"Đã giao vai trò {role_labels()[values['role']]} cho {person}."
            )
            return redirect(place.page(HOME))
    return form_page(request, place, form, "Giao vai trò", "Giao vai trò", back=HOME)


@never_cache
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Open an account with a first role; the answer alone shows its first password."""
    place = managed_workplace(request)
    units = units_of(place)
    form = NewPersonForm(
        request.POST or None,
        roles=services.grantable(place.user, place.agency),
        units=units,
        people=[],
        initial={"starts": today()},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        password = services.first_password(values["key"])
        try:
            person, _ = services.open_account(
                place.user,
                place.agency,
                username=values["username"],
                full_name=values["full_name"],
                email=values["email"],
                role=values["role"],
                password=password,
                unit=_unit(units, values["unit"]),
                position=values["position"],
                starts=values["starts"],
                ends=values["ends"],
                idempotency_key=_command("account", values["key"]),
            )
        except OrganisationError as error:
            form.refuse(error)
        else:
            return _password_page(request, place, person, password)
    return form_page(request, place, form, "Thêm người", "Tạo tài khoản, giao vai trò", back=HOME)


@never_cache
@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a colleague a new first password."""
    place = managed_workplace(request)
    person = visible(place.user, User).filter(pk=pk, memberships__agency=place.agency).first()
    if person is None:
        raise Http404
    refusal = ""
    key = key_in(request.POST)
    if request.method == "POST" and key:
        password = services.first_password(key)
        try:
            services.reset_password(
                place.user,
                place.agency,
                person,
                password,
                idempotency_key=_command("password", key),
            )
        except OrganisationError as error:
            refusal = str(error)
        else:
            person.refresh_from_db()
            return _password_page(request, place, person, password)
    return render(
        request,
        "cms/system/reset.html",
        {
            "place": place,
            "person": person,
            "refusal": refusal,
            "key": uuid.uuid4().hex,
            "back": place.page(HOME),
            "page_title": f"Cấp lại mật khẩu cho {person}",
        },
        status=422 if refusal else 200,
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role on a day."""
    place = workplace_of(request)
    row = (
        visible(place.user, Membership)
        .select_related("user", "unit", "agency")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    services.may_manage(place.user, row.agency)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    label = role_labels().get(row.role, row.role)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(place.user, row, form.cleaned_data["last_day"])
        except OrganisationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Đã ghi ngày kết thúc vai trò {label} của {row.user}.")
            return redirect(place.page(HOME))
    lead = f"{row.user} – {label}{f', {row.unit}' if row.unit else ''}."
    return form_page(request, place, form, "Kết thúc vai trò", "Ghi ngày kết thúc", lead, back=HOME)


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Add a unit, or change one."""
    place = managed_workplace(request)
    changed = None
    if pk:
        changed = visible(place.user, Unit).filter(pk=pk, agency=place.agency).first()
        if changed is None:
            raise Http404
    others = [other for other in units_of(place) if other != changed]
    initial = {}
    if changed:
        initial = {
            "code": changed.code,
            "name": changed.name,
            "parent": str(changed.parent_id or ""),
            "starts": changed.starts,
            "ends": changed.ends,
        }
    form = UnitForm(request.POST or None, units=others, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            saved = services.save_unit(
                place.user,
                place.agency,
                code=values["code"],
                name=values["name"],
                unit=changed,
                parent=_unit(others, values["parent"]),
                starts=values["starts"],
                ends=values["ends"],
            )
        except OrganisationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Đã lưu phòng ban {saved}.")
            return redirect(place.page(HOME))
    title = f"Sửa phòng ban {changed}" if changed else "Thêm phòng ban"
    return form_page(request, place, form, title, "Lưu phòng ban", back=HOME)


@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Say whether documents of one kind may bear one code, and who cancels documents."""
    place = managed_workplace(request)
    agency = place.agency
    form = CodesForm(
        initial={"repeats_codes": agency.repeats_codes, "cancels_by_top": agency.cancels_by_top}
    )
    if request.method == "POST":
        form = CodesForm(request.POST)
        if form.is_valid():
            allowed = form.cleaned_data["repeats_codes"]
            by_top = form.cleaned_data["cancels_by_top"]
            services.repeat_codes(place.user, agency, allowed)
            services.cancel_by_top(place.user, agency, by_top)
            said = "Cơ quan cho phép" if allowed else "Cơ quan không cho phép"
            who = "lãnh đạo cao nhất" if by_top else "lãnh đạo chất lượng"
            messages.success(
                request, f"Đã lưu: {said} trùng mã hiệu tài liệu; {who} quyết định việc hủy bỏ."
            )
            return redirect(place.page(HOME))
    title = "Mã hiệu, hủy bỏ tài liệu"
    return form_page(request, place, form, title, "Lưu", str(agency), back=HOME)


def _password_page(
    request: HttpRequest, place: Workplace, person: User, password: str
) -> HttpResponse:
    """The first password, as long as it is still the person's."""
    context = {
        "person": person,
        "password": password if person.check_password(password) else "",
        "back": place.page(HOME),
        "page_title": f"Tài khoản của {person}",
    }
    return render(request, "cms/system/password.html", context)


def _unit(units: list[Unit], chosen: str) -> Unit | None:
    return next((one for one in units if one.pk == number(chosen)), None)


def _command(name: str, key: str) -> str:
    """The key under which the trail knows a command: from it no password can be computed."""
    return f"{name}:{hashlib.sha256(key.encode()).hexdigest()}"
