"""Who opens the address of a button reads that it is one, in Vietnamese, with the way back."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def test_the_address_of_a_button_says_so_to_who_opens_it() -> None:
    client = Client()
    client.force_login(factories.person(factories.agency(), role="iso_secretary"))
    answer = client.get("/admin/phan-phoi/dat/1/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Trang này nhận việc khi ông/bà bấm nút" in answer.content.decode()
    # A program that asks in another way gets what Django gives.
    assert client.put("/admin/phan-phoi/dat/1/").content == b""
