"""Agencies, their units, the people in them and what each may be, from when to when."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from registry.scoping import AgencyOwned


class User(AbstractUser):
    """A person who signs in. What they may do comes from memberships, never from here."""

    full_name = models.CharField("Họ và tên", max_length=150, blank=True)
    phone = models.CharField("Điện thoại", max_length=20, blank=True)
    # Who the person is in the agency's directory: the only thing that single sign-on goes by.
    directory_id = models.CharField(
        "Mã định danh trong danh bạ", max_length=255, unique=True, null=True, blank=True
    )
    must_change_password = models.BooleanField("Phải đổi mật khẩu", default=False)
    break_glass = models.BooleanField("Tài khoản dự phòng", default=False)
    # Raised to end every session at once: the mark that each session carries no longer fits.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def get_full_name(self) -> str:
        """Return the name as Vietnamese write it, family name first."""
        return self.full_name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        if not self.session_epoch:
            return str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]
        marked = f"{self.password}:{self.session_epoch}"
        return salted_hmac(
            "registry.organisation.User.session", marked, secret=secret, algorithm="sha256"
        ).hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Wagtail's shell greets people by `first_name`.
        self.first_name = self.full_name[:150]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.get_full_name()


class Agency(models.Model):
    """An agency; a province's departments and communes hang below it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("Mã cơ quan", max_length=40, unique=True)
    name = models.CharField("Tên cơ quan", max_length=255)
    short_name = models.CharField("Tên viết tắt", max_length=80, blank=True)
    place = models.CharField("Địa danh", max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    active = models.BooleanField("Đang hoạt động", default=True)
    # Whether two documents of one kind may bear one code (registry/documents/checks/codes.py).
    repeats_codes = models.BooleanField("Cho phép trùng mã hiệu", default=False)
    # Whether the top leader alone cancels documents; otherwise the leader for quality does.
    cancels_by_top = models.BooleanField("Hủy bỏ cần lãnh đạo cao nhất", default=False)
    # How it presents itself (registry/organisation/identity.py): what is empty comes from above.
    # `mark` is the SHA-256 of a picture, `brand` a colour such as #0f4c5c.
    mark = models.CharField("Biểu trưng", max_length=64, blank=True, default="")
    motto = models.CharField("Khẩu hiệu", max_length=120, blank=True, default="")
    brand = models.CharField("Màu chủ đạo", max_length=7, blank=True, default="")
    address = models.CharField("Địa chỉ", max_length=255, blank=True, default="")
    telephone = models.CharField("Điện thoại", max_length=40, blank=True, default="")
    email = models.CharField("Thư điện tử", max_length=120, blank=True, default="")
    hours = models.CharField("Giờ tiếp nhận hồ sơ", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"

    def __str__(self) -> str:
        return self.name

    def ancestors(self) -> list["Agency"]:
        """Return the agencies above this one, nearest first; a loop in the data ends the walk."""
        found: list[Agency] = []
        above = self.parent
        while above is not None and above not in found and above != self:
            found.append(above)
            above = above.parent
        return found


class Unit(AgencyOwned):
    """A department or office of an agency, for a period."""

    code = models.CharField("Mã đơn vị", max_length=40)
    name = models.CharField("Tên đơn vị", max_length=255)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    starts = models.DateField("Từ ngày", null=True, blank=True)
    ends = models.DateField("Đến ngày", null=True, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "phòng ban"
        verbose_name_plural = "phòng ban"
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="unit_code_once_in_agency")
        ]

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """A row that holds from a day to a day, both included; no day means open."""

    starts = models.DateField("Từ ngày", null=True, blank=True)
    ends = models.DateField("Đến ngày", null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: object) -> Q:
        """Return the rows that hold on this local day."""
        return (Q(starts=None) | Q(starts__lte=day)) & (Q(ends=None) | Q(ends__gte=day))


class Membership(AgencyOwned, Dated):
    """A person has one role in an agency (and unit) for a period."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="members")
    role = models.CharField("Vai trò", max_length=40)
    position = models.CharField("Chức vụ", max_length=150, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        indexes = [models.Index(fields=["user", "role"]), models.Index(fields=["agency", "role"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"


class Delegation(AgencyOwned, Dated):
    """Somebody acts for somebody else in one role, for a period; never passed on further.

    `absence`: the giver is away. `stand_in`: a named deputy of the ISO board, who reviews where
    the giver wrote the document and so may not.
    """

    ABSENCE, STAND_IN = "absence", "stand_in"
    PREFIXES = [("KT.", "Ký thay"), ("TM.", "Thay mặt"), ("TUQ.", "Thừa ủy quyền")]
    KINDS = [(ABSENCE, "Ủy quyền khi vắng mặt"), (STAND_IN, "Người thay của ban ISO")]

    giver = models.ForeignKey(User, models.PROTECT, related_name="delegations_given")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="delegations_received")
    role = models.CharField("Vai trò", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("Hình thức", max_length=20, choices=KINDS, default=ABSENCE)
    # How the receiver signs: KT. (ký thay), TM. (thay mặt), TUQ. (thừa ủy quyền), as Nghị định
    # 30/2020/NĐ-CP on clerical work has them.
    prefix = models.CharField("Ký", max_length=10, choices=PREFIXES, default="KT.")
    reason = models.CharField("Lý do", max_length=255, blank=True)
    decision_no = models.CharField("Số văn bản giao", max_length=80, blank=True)

    class Meta(AgencyOwned.Meta):
        verbose_name = "ủy quyền"
        verbose_name_plural = "ủy quyền"
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="delegation_not_to_oneself"
            )
        ]

    def __str__(self) -> str:
        return f"{self.receiver} thay {self.giver} · {self.role}"
