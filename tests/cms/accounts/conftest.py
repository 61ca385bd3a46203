"""An agency with its administrator, and somebody who stands at the door."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from registry.organisation.models import Agency, User
from registry.trail.events import data_of
from registry.trail.models import Event
from tests import factories

LOGIN = "/admin/login/"


@dataclass
class Place:
    province: Agency
    agency: Agency
    beside: Agency
    province_admin: User
    admin: User
    secretary: User
    officer: User
    stranger: User


@pytest.fixture
def place(db: None) -> Place:
    province = factories.agency(name="UBND tỉnh Hòa Bình")
    agency = factories.agency(name="UBND phường Hòa Bình", parent=province)
    beside = factories.agency(name="UBND phường Bên", parent=province)
    return Place(
        province,
        agency,
        beside,
        factories.person(province, role="province_admin", name="Vũ Thị Tỉnh"),
        factories.person(agency, role="agency_admin", name="Ngô Bá Thành"),
        factories.person(agency, role="iso_secretary", name="Trần Thị Mai Lan"),
        factories.person(agency, role="staff", name="Phạm Ngọc Hà", username="ha.pham"),
        factories.person(beside, role="agency_admin", name="Người Bên"),
    )


def sign_in(
    user: User | str, password: str = factories.PASSWORD, client: Any = None, **meta: Any
) -> tuple[Client, Any]:
    """Somebody at the door, as a browser sends it: their client, and the answer."""
    client = client or Client()
    name = user if isinstance(user, str) else user.username
    answer = client.post(LOGIN, {"login": name, "password": password}, **meta)
    return client, answer


def inside(client: Client) -> bool:
    """Whether the client is in the workspace."""
    return client.get("/admin/").status_code == 200


def facts(user: User, type: str = "") -> list[dict[str, Any]]:
    """What the person's stream tells, oldest first."""
    found = Event.objects.filter(stream=f"account:{user.pk}").order_by("seq")
    if type:
        found = found.filter(type=type)
    return [{"type": event.type, **data_of(event)} for event in found]
