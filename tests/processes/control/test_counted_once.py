"""A dossier stands once on the home page, has numbers of its own, and is called by its name."""

import pytest
from django.test import Client

from processes import services as cases
from processes import worklists
from processes.control import lists, reviews
from processes.models import Case
from registry.documents.models import Document, Dossier
from registry.notices.models import Notice
from registry.organisation.models import Membership, User
from registry.policy import forget, visible
from registry.trail import outbox
from tests import factories
from tests.processes.control.conftest import Office
from tests.support.pages import main


def case_of(dossier: Dossier) -> Case:
    case = reviews.case_of(dossier)
    assert case is not None
    return case


def told(user: User, **which: str) -> list[str]:
    outbox.work()
    forget(user)
    rows = visible(user, Notice).filter(read_at=None, **which).order_by("pk")
    # What they are to read of the new issue is another matter.
    rows = rows.exclude(kind="reading")
    return list(rows.values_list("text", flat=True))


def successor_of(office: Office) -> User:
    unit = factories.unit(office.agency, "VP")
    return factories.person(
        office.agency, role="iso_secretary", roles=("drafter",), unit=unit, name="Thu Thảo"
    )


def test_a_review_is_counted_with_the_documents_and_nowhere_else(office: Office) -> None:
    dossier = office.submit(office.draft())
    assert lists.counts(office.head)["cho-lanh-dao-phong-ban"] == 1
    assert set(worklists.counts(office.head).values()) == {0}
    office.approve(dossier, office.head)
    assert set(worklists.counts(office.head).values()) == {0}
    factories.verdict(office.stand_in, office.task(dossier), "return", reason="Sửa mục 2")
    assert set(worklists.counts(office.secretary).values()) == {0}
    assert lists.counts(office.secretary)["yeu-cau-chinh-sua"] == 1


def test_dossiers_have_a_series_of_their_own(office: Office) -> None:
    process = factories.install_process(office.agency)
    desk = factories.person(office.agency, role="one_stop")

    def opened(subject: str) -> str:
        uid = factories.uid_of(process)
        return cases.open_case(desk, office.agency, uid, subject=subject).code

    first, dossier, second = opened("Một"), office.submit(office.draft()), opened("Hai")
    assert (first[-5:], second[-5:]) == ("-0001", "-0002")
    assert case_of(dossier).code.startswith(f"{office.agency.code}-BTL-")
    assert case_of(dossier).code.endswith("-0001")


def test_reviewers_are_told_of_a_dossier_by_its_name(office: Office) -> None:
    dossier = office.submit(office.draft())
    (text,) = told(office.head)
    assert text.startswith("Việc mới: Rà soát của lãnh đạo phòng ban – bộ tài liệu «Bộ tài liệu».")
    assert "Mai Lan chuyển đến, hạn " in text and "hồ sơ" not in text.lower()
    office.approve(dossier, *office.chain)
    # Of the work nothing is left; of what became of it there is the last word.
    (text,) = told(office.head)
    assert text.endswith("Minh Đức đã ban hành kèm theo 07/QĐ-UBND.")


def test_the_author_is_told_how_it_ended_and_never_of_the_review_she_may_not_do(
    office: Office,
) -> None:
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    assert [text.partition(": ")[2] for text in told(office.secretary)] == [
        "Quang Vinh đồng ý ở bước «Rà soát của lãnh đạo phòng ban», đã chuyển bước sau."
    ]
    (text,) = told(office.stand_in)
    assert text.startswith("Việc mới (thay Mai Lan): Rà soát của thư ký ISO – bộ tài liệu")
    office.approve(dossier, office.stand_in, office.quality, office.top)
    assert told(office.secretary) == ["Bộ tài liệu «Bộ tài liệu» đã ban hành kèm theo 07/QĐ-UBND."]


def test_who_wrote_it_before_a_hand_over_finds_it_in_no_list(office: Office) -> None:
    """She stays, as the leader of her unit and as secretary."""
    dossier = office.submit(office.draft())
    successor = successor_of(office)
    factories.hand_over(
        office.top, office.agency, office.secretary,
        {f"dossier:{dossier.pk}": successor.pk}, reason="Chuyển công tác",
    )  # fmt: skip
    unit = factories.unit(office.agency, "VP")
    Membership.objects.create(
        agency=office.agency, user=office.secretary, unit=unit, role="department_leader"
    )
    for user in (office.secretary, successor):
        forget(user)
        assert lists.counts(user).get("cho-lanh-dao-phong-ban", 0) == 0
    assert [str(one) for one in reviews.current_step(case_of(dossier)).people] == ["Quang Vinh"]  # type: ignore[union-attr]
    assert lists.counts(office.head)["cho-lanh-dao-phong-ban"] == 1


def test_who_wrote_one_document_finds_none_of_the_dossier(office: Office) -> None:
    first, second = office.draft("A"), office.draft("B")
    dossier = office.submit(first, second)
    office.approve(dossier, office.head)
    Document.unscoped.filter(pk=second.pk).update(author=office.stand_in)
    assert lists.counts(office.stand_in)["cho-thu-ky-iso"] == 0
    waiting = lists.BY_CODE["cho-thu-ky-iso"]
    assert not lists.documents_in(office.stand_in, waiting).exists()


def test_a_reviewer_by_another_role_has_the_list_while_something_waits(
    office: Office, client: Client
) -> None:
    """An agency's own chain may ask the clerk where the usual one asks the secretary."""
    clerk = factories.person(office.agency, role="clerk", roles=("quality_leader",))
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head)
    address = "/admin/danh-sach/cho-thu-ky-iso/"
    client.force_login(clerk)
    assert client.get(address).status_code == 404
    type(office.task(dossier)).unscoped.filter(case=case_of(dossier)).update(role="clerk")
    forget(clerk)
    assert lists.counts(clerk)["cho-thu-ky-iso"] == 1
    assert "Đang chờ thư ký ISO rà soát" in client.get("/admin/").content.decode()
    assert client.get(address).status_code == 200


def test_a_suspended_review_offers_no_verdict_and_says_since_when(
    office: Office, client: Client
) -> None:
    dossier = office.submit(office.draft())
    factories.act(office.top, case_of(dossier), "suspend", "Chờ ý kiến")
    client.force_login(office.head)
    page = main(client.get(f"/admin/trinh-ban-hanh/{dossier.uid}/").content.decode())
    assert "tạm dừng tính thời hạn từ" in page
    assert "data-ask" not in page and 'name="action"' not in page


@pytest.mark.parametrize("who", ["dossier's author", "document's author"])
def test_resubmitting_is_offered_to_whom_the_service_takes(
    office: Office, client: Client, who: str
) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa mục 2")
    successor = successor_of(office)
    if who == "document's author":
        Document.unscoped.filter(pk=draft.pk).update(author=successor)
        # Roles that reach their own drafts only.
        office.secretary.memberships.exclude(role="drafter").delete()
    else:
        factories.hand_over(
            office.top, office.agency, office.secretary,
            {f"dossier:{dossier.pk}": successor.pk}, reason="Nghỉ",
        )  # fmt: skip
    for user in (office.secretary, successor):
        forget(user)
        client.force_login(user)
        page = client.get(f"/admin/tai-lieu/{draft.pk}/", follow=True).content.decode()
        address = f"/admin/trinh-ban-hanh/{dossier.uid}/trinh-lai/"
        offered = address in page
        assert offered == (client.get(address).status_code == 200), user
