"""The lists of the quality system: each holds a thing at its time, for whom it waits alone."""

from collections.abc import Collection
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from processes.control import lists
from processes.control.proposals.models import Proposal
from registry.organisation.models import User
from registry.policy import forget
from tests.journeys.people import People

TWELVE = (
    "dang-soan-thao", "yeu-cau-chinh-sua", "cho-lanh-dao-phong-ban", "cho-thu-ky-iso",
    "cho-lanh-dao-chat-luong", "cho-ban-hanh", "da-ban-hanh", "yeu-cau-sua-doi",
    "de-xuat-cho-xem-xet", "de-xuat-cho-duyet", "cho-sua-doi", "da-huy-bo",
)  # fmt: skip
# Somebody of another agency with the same roles, and somebody here without any of them.
STRANGER, OFFICER = "thukyso", "hotich"


def address(code: str) -> str:
    """Where a list is read."""
    return f"/admin/danh-sach/{code}/"


def holders(code: str, *words: str) -> set[str]:
    """Whose list holds things of these names; for everybody the menu counts what the list holds."""
    one, found = lists.BY_CODE[code], set()
    for user in User.objects.filter(is_active=True):
        forget(user)
        rows = (
            lists.proposals_in(user, one).select_related("document")
            if one.of is Proposal
            else lists.documents_in(user, one)
        )
        held = [str(row.document if isinstance(row, Proposal) else row) for row in rows]
        counted = lists.counts(user).get(code, 0)
        assert counted == len(held), f"{user.username}: {code} counts {counted} of {held}"
        there = [any(word in row for row in held) for word in words]
        assert all(there) or not any(there), f"{user.username}: {code} holds {held}"
        if all(there):
            found.add(user.username)
    return found


@dataclass
class Lists:
    """Which of the twelve lists have held something so far."""

    people: People
    seen: set[str] = field(default_factory=set)

    def hold(self, code: str, who: str, *words: str, also: Collection[str] = ()) -> Page:
        """The list holds things of these names for this person, and besides for `also` alone;
        returns the page of it.

        The officer here and the secretary of the department above find nothing there. What a list
        holds again is looked at by this person alone.
        """
        if code not in self.seen:
            self.held_by(code, {who, *also}, *words)
        page = self.people.at(who)
        # The menu may show for some seconds what it knew: here it asks anew.
        page.evaluate("sessionStorage.clear()")
        page.goto(address(code))
        found = page.locator("[data-list] tbody tr")
        for one in words:
            expect(found.filter(has_text=one)).to_have_count(1)
        count = page.locator(f".side a[href='{address(code)}'] .count")
        if lists.BY_CODE[code].over:
            expect(count).to_have_count(0)
        else:
            expect(count).to_have_text(str(found.count()))
        self.seen.add(code)
        return page

    def held_by(self, code: str, people: Collection[str], *words: str) -> None:
        """These people have it in the list, and nobody else."""
        found = holders(code, *words)
        assert found == set(people), f"{code} holds it for {sorted(found)}"
        for wrong in {STRANGER, OFFICER} - set(people):
            answer = self.people.at(wrong).request.get(address(code))
            assert answer.status in (200, 404)
            # Notices name it too, in the bell above.
            text = answer.text().partition("<main")[2]
            assert not [one for one in words if one in text], f"{wrong} reads it in {code}"
