"""Each unsafe setting is named, alone, and is silent once it is mended."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from cms import checks, demo
from cms.operations import backup, watching
from registry.now import frozen, now
from registry.organisation.models import User
from registry.trail.models import Event
from registry.trail.regular import RegularFailed
from tests import factories
from tests.processes import world as worlds

KEY = "".join(chr(33 + (index * 37) % 93) for index in range(80))
ADDRESS = "https://iso.example.vn"


@pytest.fixture
def safe(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Settings of an office with nothing to say about."""
    monkeypatch.setattr(checks, "DATA_DIR", tmp_path / "home")
    (tmp_path / "home").mkdir()
    for name, value in {
        "DEBUG": False, "SECRET_KEY": KEY, "ALLOWED_HOSTS": ["iso.example.vn"],
        "SECURE_SSL_REDIRECT": True, "BEHIND_PROXY": True, "BIND": "127.0.0.1:8000",
        "PROXIES": "", "BASE_URL": ADDRESS, "WEB_HOSTS": 1, "BROKER": "files://", "REDIS": "",
        "SEARCH_SERVERS": [], "SEARCH_PASSWORD": "", "METRICS_ALLOWED": ["127.0.0.1/32"],
        "METRICS_TOKEN": "", "BACKUPS": str(tmp_path / "kho"), "BACKUP_DAYS": 2,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    }.items():  # fmt: skip
        setattr(settings, name, value)
    return settings


def said() -> set[str]:
    return {str(message.id).removeprefix("iso.") for message in checks.settings_are_safe(None)}


def test_safe_settings_are_silent(safe: Any) -> None:
    assert said() == set()


SERVED = {"WEB_HOSTS": 2, "REDIS": "redis://:k@r/0", "BROKER": "redis://:k@r/1",
          "SEARCH_SERVERS": ["https://s:9200"], "SEARCH_PASSWORD": "k",
          "STORAGES": {"default": {"BACKEND": "storages.backends.s3.S3Storage"}},
          "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}}}  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ({"E001"}, {"DEBUG": True}),
        ({"W002"}, {"LOGGING": {"root": {"level": "DEBUG"}}}),
        ({"E003"}, {"SECRET_KEY": "a" * 80}),
        ({"E003"}, {"SECRET_KEY": KEY[:30]}),
        ({"E005"}, {"ALLOWED_HOSTS": ["iso.example.vn", "*"]}),
        ({"E006"}, {"SECURE_SSL_REDIRECT": False}),
        ({"E007"}, {"BEHIND_PROXY": False}),
        ({"W008"}, {"BIND": "0.0.0.0:8000"}),
        (set(), {"BIND": "0.0.0.0:8000", "PROXIES": "10.0.0.5"}),
        ({"W009"}, {"BASE_URL": "http://localhost:8000"}),
        (set(), SERVED),
        ({"E010"}, {**SERVED, "DATABASES": {"default": {"ENGINE": "x.sqlite3"}}}),
        ({"E011"}, {**SERVED, "BROKER": "files://"}),
        ({"E012"}, {**SERVED, "REDIS": ""}),
        ({"E013"}, {**SERVED, "SEARCH_SERVERS": []}),
        ({"W015"}, {**SERVED, "STORAGES": {"default": {"BACKEND": "x.FileSystemStorage"}}}),
        ({"E016"}, {"SEARCH_SERVERS": ["http://search:9200"]}),
        (set(), {"SEARCH_SERVERS": ["http://127.0.0.1:9200", "http://[::1]:9200"]}),
        ({"E017"}, {"REDIS": "redis://cache:6379/0"}),
        ({"E017"}, {"BROKER": "amqp://queue:5672//"}),
        (set(), {"BROKER": "redis://localhost:6379/0"}),
        ({"E018"}, {"DATABASES": {"default": {"ENGINE": "x.postgresql", "HOST": "db"}}}),
        ({"E019"}, {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}),
        ({"W020"}, {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}),
        ({"E021"}, {"METRICS_ALLOWED": ["0.0.0.0/0"]}),
        ({"E021"}, {"METRICS_ALLOWED": ["::/0"]}),
        ({"W022"}, {"METRICS_TOKEN": "ngắn"}),
        ({"E023"}, {"BACKUPS": ""}),
    ],
)
@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_each_is_named_alone(safe: Any, expected: set[str], changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(safe, name, value)
    assert said() == expected


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_a_key_file_that_others_read(safe: Any) -> None:
    path = checks.DATA_DIR / "secret_key"
    path.write_text(KEY)
    path.chmod(0o640)
    assert said() == {"E004"}
    path.chmod(0o600)
    assert said() == set()
    for name, value in SERVED.items():
        setattr(safe, name, value)
    assert said() == {"E014"}
    path.write_text("another, of an older time")
    assert said() == set()


def test_a_backup_in_the_data_folder_itself(safe: Any) -> None:
    safe.BACKUPS = str(checks.DATA_DIR / "kho")
    assert said() == {"W024"}


def asked(check: Callable[[], Any]) -> set[str]:
    return {str(message.id).removeprefix("iso.") for message in check()}


def test_people_of_the_demo_with_the_printed_password(db: None, safe: Any) -> None:
    plan = demo.read("organisation/demo.json")
    row = plan["people"][0]
    user = factories.person(factories.agency(), username=row["username"])
    assert asked(checks.demo_accounts) == set()
    user.set_password(plan["password"])
    user.save()
    (message,) = checks.demo_accounts()
    assert message.id == "iso.E030" and row["username"] in str(message.msg)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert asked(checks.demo_accounts) == set()


def test_a_superuser_with_a_password_alone(db: None) -> None:
    from allauth.mfa.models import Authenticator

    user = factories.person(factories.agency())
    assert asked(checks.superusers) == set()
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    assert asked(checks.superusers) == {"E031"}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert asked(checks.superusers) == set()


def test_missing_guards_and_the_right_to_go_past_them(db: None, database_engine: str) -> None:
    from registry.documents.constraints import drop_guards

    mighty = {"W033"} if database_engine == "postgresql" else set()
    assert asked(checks.database) == mighty
    drop_guards(connection)
    assert asked(checks.database) == {"E032"} | mighty


@pytest.mark.django_db(transaction=True)
def test_no_copy_or_an_old_one(safe: Any, tmp_path: Path) -> None:
    safe.MEDIA_ROOT = tmp_path / "store"
    assert asked(checks.kept_backups) == {"E034"}
    with pytest.raises(RegularFailed, match="Chưa có bản sao lưu"):
        watching.check_backup()
    backup.make(tmp_path / "kho")
    assert asked(checks.kept_backups) == set()
    assert "0 giờ" in watching.check_backup()
    with frozen(now() + timedelta(days=3)):
        assert asked(checks.kept_backups) == {"E035"}
        with pytest.raises(RegularFailed, match="đã 3 ngày"):
            watching.check_backup()
    safe.BACKUPS = ""
    assert asked(checks.kept_backups) == set() and "không kiểm tra" in watching.check_backup()


def test_a_clock_that_was_set_back(db: None) -> None:
    worlds.make().open(at=now())
    assert asked(checks.clock) == set()
    last = Event.objects.latest("at").at
    with frozen(last - timedelta(minutes=30)):
        (message,) = checks.clock()
    assert message.id == "iso.E036" and "30 phút" in str(message.msg)


def test_the_command_names_them_in_vietnamese_and_fails(db: None, safe: Any) -> None:
    out = StringIO()
    safe.DEBUG = True
    with pytest.raises(SystemExit):
        call_command("check_production", stdout=out)
    text = out.getvalue()
    assert "✗ [iso.E001] ISO_DEBUG đang bật" in text and "→ Bỏ biến ISO_DEBUG" in text
    assert "lỗi phải sửa" in text and "security.W018" not in text
    safe.DEBUG = False
    out = StringIO()
    call_command("check_production", "--settings-only", stdout=out)
    assert "E001" not in out.getvalue()
