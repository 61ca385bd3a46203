"""An agency with its administrator, secretary, deputy and leader, and one beside it."""

from dataclasses import dataclass

import pytest
from django.test import Client

from registry.organisation.models import Agency, Unit, User
from tests import factories


@dataclass
class Place:
    agency: Agency
    desk: Unit
    admin: User
    secretary: User
    deputy: User
    leader: User
    beside: Agency
    stranger: User


@pytest.fixture
def place(db: None) -> Place:
    agency = factories.agency(name="UBND phường Hòa Bình")
    beside = factories.agency(name="UBND phường Bên")
    desk = factories.unit(agency, "VP", "Văn phòng - Thống kê")
    return Place(
        agency,
        desk,
        admin=factories.person(agency, role="agency_admin", name="Ngô Bá Thành"),
        secretary=factories.person(
            agency,
            role="iso_secretary",
            roles=("drafter", "staff"),
            unit=desk,
            name="Trần Thị Mai Lan",
            position="Thư ký ISO",
        ),
        deputy=factories.person(agency, role="staff", unit=desk, name="Phạm Ngọc Hà"),
        leader=factories.person(agency, role="top_leader", name="Hoàng Minh Đức"),
        beside=beside,
        stranger=factories.person(beside, role="agency_admin", name="Người Bên"),
    )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
