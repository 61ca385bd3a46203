"""«Tên, biểu trưng, màu sắc»: how an agency presents itself, set by whoever manages it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cms.system.identity_form import IdentityForm, inherited_brand, rows
from cms.system.views.common import Workplace
from registry import policy
from registry.administration import services
from registry.files.inspection import FileError
from registry.organisation import colours
from registry.organisation.identity import INHERITED, Identity, identity_of
from registry.organisation.models import Agency
from registry.organisation.periods import OrganisationError

PAGE = "system:identity"
# The buttons beside «Lưu»: takes one field back; saves another colour than the one chosen.
TAKE_BACK, OTHER_COLOUR = "tra-lai", "mau"
LABELS = {
    "name": "tên cơ quan",
    "short_name": "tên ngắn",
    "mark": "biểu trưng",
    "motto": "khẩu hiệu",
    "brand": "màu chủ đạo",
    "address": "địa chỉ",
    "telephone": "điện thoại",
    "email": "thư điện tử",
    "hours": "giờ tiếp nhận hồ sơ",
}


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Show what the agency says of itself and what comes from above, beside how it looks."""
    place, managed = _place(request)
    agency = place.agency
    form, status = IdentityForm(initial=_initial(agency)), 200
    if request.method == "POST":
        form = IdentityForm(_typed(request, agency), request.FILES)
        changed = _save(place, form, without_mark=request.POST.get(TAKE_BACK) == "mark")
        if changed is not None:
            messages.success(request, _done(agency, changed))
            return redirect(place.page(PAGE))
        status = 422
    context = {
        "place": place,
        "managed": managed,
        "form": form,
        "rows": rows(form, agency),
        "look": _look(form, identity_of(agency)),
        "darker": _darker(form),
        "page_title": "Tên, biểu trưng, màu sắc",
    }
    return render(request, "cms/system/identity.html", context, status=status)


def _place(request: HttpRequest) -> tuple[Workplace, list[Agency]]:
    """Whose page it is, and all agencies that the person manages; Http404 for everybody else."""
    at = policy.standing(request.user)
    allowed = at.agencies_where("organisation.manage")
    managed = [one for one in at.agencies if one.pk in allowed]
    wanted = request.GET.get("co-quan", "")
    agency = next((one for one in managed if wanted in ("", str(one.pk))), None)
    if at.user is None or agency is None:
        raise Http404
    return Workplace(at, at.user, agency), managed


def _initial(agency: Agency) -> dict[str, Any]:
    """What the agency itself says; a colour is always shown, for a box of colour has one."""
    said = {name: getattr(agency, name) for name in services.IDENTITY_TEXTS}
    return {**said, "brand": agency.brand or inherited_brand(agency)}


def _typed(request: HttpRequest, agency: Agency) -> QueryDict:
    """What was sent, with the button that was pressed carried out."""
    typed = request.POST.copy()
    back = typed.get(TAKE_BACK, "")
    if back == "mark":
        typed["kept"] = ""
    elif back in INHERITED:
        typed[back] = inherited_brand(agency) if back == "brand" else ""
    if OTHER_COLOUR in typed:
        typed["brand"] = request.POST[OTHER_COLOUR]
    return typed


def _save(place: Workplace, form: IdentityForm, *, without_mark: bool) -> list[str] | None:
    """Save all that was typed; None where something is wrong, which the form says then."""
    if not form.is_valid():
        return None
    agency = place.agency
    texts = {name: form.cleaned_data[name] for name in services.IDENTITY_TEXTS}
    # A box of colour is never empty: who leaves that from above in it chooses none.
    if texts["brand"] == inherited_brand(agency):
        texts["brand"] = ""
    mark = None if without_mark else form.drawn
    try:
        return services.set_identity(
            place.user, agency, texts, mark=mark, without_mark=without_mark
        )
    except OrganisationError as error:
        form.refuse(error)
    except FileError as error:
        form.add_error("mark", str(error))
    return None


def _done(agency: Agency, changed: list[str]) -> str:
    if not changed:
        return "Không có gì thay đổi."
    return f"Đã lưu {', '.join(LABELS[name] for name in changed)} của {agency}."


def _darker(form: IdentityForm) -> str:
    """The nearest colour that is taken, for one that was refused."""
    if "brand" not in form.errors:
        return ""
    try:
        return colours.darker(colours.read(form.data.get("brand", "")))
    except ValueError:
        return ""


def _look(form: IdentityForm, own: Identity) -> dict[str, str]:
    """What the preview shows: what is typed, else what holds."""
    shown = {
        "name": own.name,
        "motto": own.motto,
        "brand": own.ground,
        "mark": own.mark or "",
        "address": own.address,
        "telephone": own.telephone,
        "hours": own.hours,
    }
    if form.is_bound:
        typed = {name: form.data.get(name, "") for name in shown if name != "mark"}
        shown.update({name: value for name, value in typed.items() if value})
    if form.kept_mark:
        shown["mark"] = f"data:image/webp;base64,{form.kept_mark}"
    return shown
