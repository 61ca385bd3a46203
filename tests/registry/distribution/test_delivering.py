"""A new issue reaches everybody whom it concerns, once, with what changed."""

from datetime import timedelta
from typing import Any

import pytest

from registry.administration import services as organisation
from registry.distribution import delivering, newcomers, reading, services, targets
from registry.distribution.models import Delivery
from registry.documents import services as documents
from registry.notices.models import Notice
from registry.now import frozen, local, now
from registry.organisation.models import Membership, User
from registry.policy import standing
from registry.trail import outbox
from registry.trail.models import Event, Job
from tests import factories
from tests.processes.control.conftest import Office
from tests.registry.distribution.conftest import delivery, issue, issued, work

pytestmark = pytest.mark.django_db


def names(version: Any) -> set[str]:
    rows = Delivery.objects.of(version.agency_id).filter(version=version)
    return {str(row.person) for row in rows.select_related("person")}


def told(person: User) -> list[str]:
    return [one.text for one in Notice.unscoped.filter(user=person, kind="reading").order_by("pk")]


def test_when_nobody_chose_it_goes_to_the_unit_that_keeps_it(office: Office) -> None:
    elsewhere = factories.person(office.agency, unit=factories.unit(office.agency, "TP"))
    version = issue(office)
    work()
    assert names(version) == {"Mai Lan", "Quang Vinh", "Ngọc Hà"}
    assert not told(elsewhere)


def test_the_notice_says_what_changed_and_from_when(office: Office) -> None:
    first = issue(office)
    work()
    starts = now() + timedelta(days=20)
    second = issue(
        office, first.document, text="Mọi việc, kể cả tiếp dân.", note="Thêm tiếp dân",
        starts=starts,
    )  # fmt: skip
    work()
    text = told(office.head)[-1]
    assert "lần ban hành 02" in text and "Nội dung sửa đổi: Thêm tiếp dân." in text
    assert f"hiệu lực từ {local(starts):%d/%m/%Y}" in text
    assert "Mọi việc của cơ quan" in text and "kể cả tiếp dân" in text
    # Until the new one begins, the old one is still to be read.
    waiting = {row.version_id for row in reading.to_read(standing(office.head))}
    assert waiting == {first.pk, second.pk}
    with frozen(starts + timedelta(days=1)):
        user = User.objects.get(pk=office.head.pk)
        assert [row.version_id for row in reading.to_read(standing(user))] == [second.pk]


def test_a_delivery_to_5000_that_is_killed_half_way_leaves_no_hole_and_no_double(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = factories.unit(office.agency, "VP")
    people = User.objects.bulk_create(
        User(username=f"doc{number}", full_name=f"Người đọc {number}") for number in range(4_997)
    )
    Membership.unscoped.bulk_create(
        Membership(agency=office.agency, user=user, unit=desk, role="staff") for user in people
    )
    version = issue(office)
    rows = Delivery.objects.of(office.agency).filter(version=version)
    while rows.count() < 2_500:
        outbox.work(limit=1)
    said, calls = delivering.news_of, []

    def dies(*given: Any) -> str:
        calls.append(rows.count())
        if len(calls) == 1:
            raise SystemError("the machine went away")
        return said(*given)

    monkeypatch.setattr(delivering, "news_of", dies)
    work()
    # What the killed portion wrote is gone with it.
    assert calls == [3_000] and rows.count() == 2_500
    with frozen(now() + timedelta(minutes=5)):
        work()
        # A worker that was slow does a portion once more.
        delivering.deliver({"version": version.pk, "after": 0})
        work()
    assert rows.count() == 5_000 == rows.values("person").distinct().count()
    notices = Notice.unscoped.filter(key=f"reading:{version.pk}")
    assert notices.count() == 5_000
    assert not Job.objects.exclude(state=Job.DONE).filter(handler=delivering.DELIVER).exists()


def test_who_is_added_later_gets_the_present_issue_and_nobody_twice(office: Office) -> None:
    version = issue(office)
    work()
    place = factories.unit(office.agency, "TP", "Phòng Tư pháp")
    later = factories.person(office.agency, unit=place, name="Thu Trang")
    chosen = targets.chosen_for(version.document)
    wanted = [*(one.name for one in chosen.targets), f"unit:{place.pk}"]
    options = {"days": 3, "proof": "self", "seen": chosen.digest, "key": "một"}
    services.choose(office.secretary, version.document, wanted, **options)
    services.choose(office.secretary, version.document, wanted, **options)
    work()
    assert names(version) == {"Mai Lan", "Quang Vinh", "Ngọc Hà", "Thu Trang"}
    assert len(told(office.head)) == 1 and len(told(later)) == 1
    stream = f"document:{version.document.uid}"
    assert Event.objects.filter(stream=stream, type="document.distribution_chosen").count() == 1


def test_who_comes_later_gets_what_is_in_force_the_next_morning(office: Office) -> None:
    first = issue(office)
    second = issue(office, first.document, text="Hai.")
    restricted = issue(office, confidentiality="restricted")
    work()
    newcomer = User.objects.create_user("thuha", full_name="Thu Hà")
    assert newcomers.welcome() is None
    organisation.assign(
        None, newcomer, office.agency, "staff", unit=factories.unit(office.agency, "VP")
    )
    assert newcomers.welcome() == "Đã chuyển 1 tài liệu đến người mới."
    assert "Thu Hà" in names(second)
    assert "Thu Hà" not in names(first) | names(restricted)
    assert len(told(newcomer)) == 1 and "Thay đổi:" not in told(newcomer)[0]
    assert newcomers.welcome() is None and len(told(newcomer)) == 1


def test_whoever_chooses_from_an_old_page_is_told(office: Office) -> None:
    version = issue(office)
    document, seen = version.document, targets.chosen_for(version.document).digest
    given = {"days": 5, "proof": "self"}
    services.choose(office.secretary, document, ["agency:"], seen=seen, **given)
    with pytest.raises(services.DistributionError, match="người khác thay đổi"):
        services.choose(office.quality, document, ["performers:"], seen=seen, **given)


@pytest.mark.parametrize(
    ("names_", "days", "said"),
    [
        ([], 5, "Chưa chọn nơi nhận"),
        (["unit:999999"], 5, "không còn ở cơ quan này"),
        (["person:x"], 5, "không còn ở cơ quan này"),
        (["agency:"], 0, "từ 1 đến 60"),
    ],
)
def test_what_cannot_be_chosen_is_said(
    office: Office, names_: list[str], days: int, said: str
) -> None:
    document = issue(office).document
    seen = targets.chosen_for(document).digest
    with pytest.raises(services.DistributionError, match=said):
        services.choose(office.secretary, document, names_, days=days, proof="self", seen=seen)


def test_what_was_installed_is_no_news_and_what_is_restricted_reaches_its_readers(
    office: Office,
) -> None:
    body = {"sections": [{"id": "m1", "heading": "Mục", "text": "Chữ."}]}
    shipped = factories.install(office.agency, "manual", body)
    factories.person(office.agency, unit=factories.unit(office.agency, "VP"), name="Thu Trang")
    version = issue(office, confidentiality="restricted")
    work()
    assert not names(shipped)
    # Ngọc Hà stands in for the secretary, who reads what is restricted.
    assert names(version) == {"Mai Lan", "Ngọc Hà"}


def test_a_process_goes_to_who_does_its_steps_and_says_whose_steps_changed(
    office: Office,
) -> None:
    unit = factories.unit(office.agency, "TP")
    desk = factories.person(office.agency, role="one_stop", unit=unit, name="Một Cửa")
    clerk = factories.person(office.agency, role="clerk", unit=unit, name="Văn Thư")
    form = factories.uid_of(factories.install(office.agency, "form", factories.small_form()))
    body = factories.small_process(form)
    draft = documents.create(
        office.secretary, office.agency, "process", title="Cấp trích lục", code="QT-1", body=body
    )
    chosen = targets.chosen_for(draft)
    services.choose(
        office.secretary, draft, ["performers:"], days=5, proof="test", seen=chosen.digest
    )
    first = issued(office, draft)
    work()
    assert {"Một Cửa", "Văn Thư", "Minh Đức"} <= names(first)
    assert delivery(first, clerk).touched == "Văn thư"
    draft = documents.begin_revision(office.secretary, first.document)
    changed = {**body, "steps": [{**body["steps"][0], "title": "Nhận hồ sơ"}, *body["steps"][1:]]}
    documents.save_draft(office.secretary, draft, changed, base_digest=draft.draft_digest)
    second = issued(office, draft, note="Đổi bước đầu")
    work()
    assert (delivery(second, desk).touched, delivery(second, desk).proof) == (
        "Cán bộ một cửa", "test",
    )  # fmt: skip
    assert (delivery(second, clerk).touched, delivery(second, clerk).proof) == ("", "")
