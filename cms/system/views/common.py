"""What the pages of the system group share: the person, and the agency they look at."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from registry import policy
from registry.now import today
from registry.organisation.models import Agency, Membership, Unit, User
from registry.policy import Standing
from registry.readers.row_numbers import number_in
from registry.vietnamese import by_given_name, has_words, sort_key


@dataclass(frozen=True)
class Workplace:
    """Who asks, and which of their agencies the page is about (`?co-quan=`, else the first)."""

    at: Standing
    user: User
    agency: Agency

    @property
    def manages(self) -> bool:
        """Whether the person manages the organisation here."""
        return policy.can(self.user, "organisation.manage", self.agency)

    @property
    def query(self) -> str:
        """What addresses of this page carry to stay in this agency."""
        return f"?co-quan={self.agency.pk}" if self.agency != self.at.agency else ""

    def page(self, name: str) -> str:
        """Return the address of a page of this group, in this agency."""
        return reverse(name) + self.query


def workplace_of(request: HttpRequest) -> Workplace:
    """Return the place of a request; Http404 for who works nowhere or names somebody else's
    agency."""
    at = policy.standing(request.user)
    wanted = request.GET.get("co-quan", "")
    agency = next((a for a in at.agencies if str(a.pk) == wanted), None) if wanted else at.agency
    if at.user is None or agency is None:
        raise Http404
    return Workplace(at, at.user, agency)


def managed_workplace(request: HttpRequest) -> Workplace:
    """Return the place of somebody who manages it; Forbidden for others."""
    place = workplace_of(request)
    policy.require(place.user, "organisation.manage", place.agency)
    return place


def memberships_of(place: Workplace) -> QuerySet[Membership]:
    """Return roles of the agency that are not over yet, with their people; those taken back left
    out."""
    not_over = Q(ends=None) | Q(ends__gte=today())
    real = Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts"))
    found: QuerySet[Membership] = policy.visible(place.user, Membership).filter(
        not_over & real, agency=place.agency
    )
    return found.select_related("user", "unit", "agency")


def people_of(place: Workplace) -> list[User]:
    """Return everybody who ever had a role in the agency and may sign in, by given name."""
    found = policy.visible(place.user, User).filter(
        memberships__agency=place.agency, is_active=True
    )
    return sorted(found.distinct(), key=by_given_name)


def at_work(place: Workplace) -> list[User]:
    """Return who holds a role in the agency today: those who may stand in for somebody."""
    held = Membership.objects.of(place.agency).filter(Membership.on(today()))
    here = set(held.values_list("user_id", flat=True))
    return [one for one in people_of(place) if one.pk in here]


def called(place: Workplace, words: str) -> list[int]:
    """Return the keys of everybody who ever had a role here and is called so, accents apart."""
    people = policy.visible(place.user, User).filter(memberships__agency=place.agency)
    return [one.pk for one in people.distinct() if has_words(str(one), words)]


def units_of(place: Workplace) -> list[Unit]:
    """Return the agency's units that are not over."""
    found = policy.visible(place.user, Unit).filter(
        Q(ends=None) | Q(ends__gte=today()), agency=place.agency
    )
    return sorted(found, key=lambda unit: sort_key(unit.name))


def number(value: str) -> int:
    """Return a primary key typed or chosen; 0 for none."""
    return number_in(value) or 0


def form_page(
    request: HttpRequest,
    place: Workplace,
    form: Form,
    title: str,
    button: str,
    lead: str = "",
    *,
    back: str,
) -> HttpResponse:
    """Show one form with one button; `back` is the name of the page that it leads back to."""
    context = {
        "form": form,
        "button": button,
        "lead": lead,
        "back": place.page(back),
        "page_title": title,
    }
    return render(request, "cms/system/form.html", context, status=422 if form.errors else 200)
