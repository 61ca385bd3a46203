"""Ready answers given before anything else runs: the same to the letter, and never old ones."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from cms.site import views
from cms.site.ready import keeping, middleware
from registry.now import frozen, now
from tests import factories
from tests.cms.site.conftest import Committed, path_to, publish

pytestmark = pytest.mark.django_db


def test_the_second_answer_is_the_first_with_all_its_headers(client: Client) -> None:
    path = path_to(publish(factories.agency()))
    first, second = client.get(path), client.get(path)
    assert second.content == first.content
    for name in ("ETag", "Last-Modified", "Cache-Control", "Content-Security-Policy",
                 "X-Content-Type-Options", "X-Frame-Options", "Content-Type"):  # fmt: skip
        assert second[name] == first[name], name
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).status_code == 200


def test_it_runs_nothing_else(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = path_to(publish(factories.agency()))
    client.get(path)
    monkeypatch.setattr("cms.site.views.kept_page", None)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) == 0


def test_what_another_process_changed_is_seen(client: Client, committed: Committed) -> None:
    version = publish(factories.agency())
    path = path_to(version)
    client.get(path)
    # Another process forgets on the shared shelf; the memory of this one knows nothing of it.
    publish(version.agency, uid=factories.uid_of(version), result="Bản điện tử")
    assert "Bản điện tử" not in client.get(path).content.decode()
    keeping.forget_all()
    assert "Bản điện tử" in client.get(path).content.decode()


def test_a_badge_is_over_after_thirty_days(client: Client) -> None:
    path = path_to(publish(factories.agency()))
    assert "Mới ban hành" in client.get(path).content.decode()
    assert "Mới ban hành" in client.get("/").content.decode()
    with frozen(now() + timedelta(days=31)):
        assert "Mới ban hành" not in client.get(path).content.decode()
        assert "Mới ban hành" not in client.get("/").content.decode()


def test_addresses_with_a_query_are_not_remembered(rf: RequestFactory) -> None:
    ready = middleware.ReadyAnswers(views.home)
    for path in ("/", "/?x=1", "/?x=2"):
        ready(rf.get(path))
    assert list(ready.given) == ["/"]


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_a_foreign_host_is_refused_also_when_the_page_is_ready() -> None:
    client = Client()
    client.get("/")
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
