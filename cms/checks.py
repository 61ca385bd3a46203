"""The production check: every unsafe setting by name, in Vietnamese, with what to do about it.

What the settings alone tell is a Django check of deployment (`manage.py check --deploy`); what
needs the database, accounts above all, is asked by `manage.py check_production` too.
"""

import ipaddress
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from cms.settings.environment import DATA_DIR

SHORTEST_KEY = 50
SHORTEST_TOKEN = 16
_SLOW_HASHERS = ("PBKDF2", "Argon2", "Scrypt", "BCrypt")

Check = Callable[[], Iterator[CheckMessage]]


@register(Tags.security, deploy=True)
def settings_are_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return everything that the settings alone tell."""
    return [found for check in SETTINGS for found in check()]


def _error(id: str, words: str, hint: str) -> Error:
    return Error(words, hint=hint, id=f"iso.{id}")


def _warning(id: str, words: str, hint: str) -> Warning:
    return Warning(words, hint=hint, id=f"iso.{id}")


def debug() -> Iterator[CheckMessage]:
    """Check that error pages show no details."""
    if settings.DEBUG:
        yield _error(
            "E001",
            "ISO_DEBUG đang bật: trang lỗi cho người lạ xem mã nguồn, cấu hình và dữ liệu.",
            "Bỏ biến ISO_DEBUG rồi khởi động lại.",
        )
    if settings.LOGGING["root"]["level"] == "DEBUG":
        yield _warning(
            "W002",
            "ISO_LOG_LEVEL là DEBUG: nhật ký ghi nhiều hơn cần thiết.",
            "Đặt ISO_LOG_LEVEL=INFO sau khi tìm xong lỗi.",
        )


def secret_key() -> Iterator[CheckMessage]:
    """Check the key that signs sessions and links."""
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        yield _error(
            "E003",
            f"Khóa bí mật ngắn hoặc dễ đoán (cần ít nhất {SHORTEST_KEY} ký tự khác nhau nhiều).",
            "Tạo khóa mới: openssl rand -base64 60, đặt vào ISO_SECRET_KEY. Mọi người phải đăng "
            "nhập lại.",
        )
    path = DATA_DIR / "secret_key"
    if path.exists() and path.read_text() == key and path.stat().st_mode & 0o077:
        yield _error(
            "E004",
            f"Tệp khóa bí mật {path} cho tài khoản khác trên máy đọc được.",
            f"Chạy: chmod 600 {path}",
        )


def addresses() -> Iterator[CheckMessage]:
    """Check host names, https, and whose word about them is believed."""
    if "*" in settings.ALLOWED_HOSTS:
        yield _error(
            "E005",
            "ISO_HOSTS nhận mọi tên miền (*): kẻ giả mạo có thể lấy liên kết đặt lại mật khẩu.",
            "Ghi đúng tên miền người dùng gõ, ví dụ ISO_HOSTS=iso.example.vn.",
        )
    if not settings.SECURE_SSL_REDIRECT:
        yield _error(
            "E006",
            "Không dùng HTTPS: mật khẩu và hồ sơ đi qua mạng không được mã hóa.",
            "Đặt nginx có chứng thư phía trước (deploy/nginx.conf), rồi ISO_HTTPS=true và "
            "ISO_BEHIND_PROXY=true.",
        )
    elif not settings.BEHIND_PROXY:
        yield _error(
            "E007",
            "ISO_HTTPS bật mà ISO_BEHIND_PROXY tắt: mọi trang sẽ chuyển hướng vòng tròn.",
            "gunicorn không tự làm TLS: đặt nginx phía trước và ISO_BEHIND_PROXY=true.",
        )
    if settings.BEHIND_PROXY and not _is_here(settings.BIND) and not settings.PROXIES:
        yield _warning(
            "W008",
            f"Cổng {settings.BIND} mở cho máy khác mà lời khai X-Forwarded-… được tin: ai gọi "
            "thẳng cổng này có thể tự nhận là địa chỉ khác.",
            "Để ISO_BIND ở 127.0.0.1; nếu nginx ở máy khác thì chặn cổng bằng tường lửa và ghi "
            "địa chỉ nginx vào ISO_PROXIES.",
        )
    if urlsplit(settings.BASE_URL).hostname in (None, "localhost", "127.0.0.1"):
        yield _warning(
            "W009",
            "ISO_BASE_URL vẫn là máy này: liên kết trong thư và mã QR trên giấy hẹn không mở được.",
            "Ghi địa chỉ người dân gõ, ví dụ ISO_BASE_URL=https://iso.example.vn.",
        )


def several_hosts() -> Iterator[CheckMessage]:
    """Check what one machine keeps to itself: it does not serve several."""
    if settings.WEB_HOSTS <= 1:
        return
    number = f"ISO_WEB_HOSTS={settings.WEB_HOSTS}"
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield _error(
            "E010",
            f"{number} mà cơ sở dữ liệu là tệp SQLite: mỗi máy sẽ có dữ liệu riêng, hoặc hỏng tệp.",
            "Chuyển sang PostgreSQL: đặt ISO_DATABASE.",
        )
    if settings.BROKER.startswith("files"):
        yield _error(
            "E011",
            f"{number} mà lời nhắc việc nền đi qua thư mục của một máy.",
            "Đặt ISO_BROKER là Redis hoặc RabbitMQ dùng chung.",
        )
    if not settings.REDIS:
        yield _error(
            "E012",
            f"{number} mà không có Redis: trang đã dựng ở máy này không biết thay đổi ở máy kia.",
            "Đặt ISO_REDIS dùng chung cho các máy.",
        )
    if not settings.SEARCH_SERVERS:
        yield _error(
            "E013",
            f"{number} mà tìm kiếm dùng tệp chỉ mục của từng máy: kết quả mỗi máy một khác.",
            "Đặt ISO_ELASTICSEARCH.",
        )
    if (DATA_DIR / "secret_key").exists() and (
        (DATA_DIR / "secret_key").read_text() == settings.SECRET_KEY
    ):
        yield _error(
            "E014",
            f"{number} mà khóa bí mật do một máy tự tạo: phiên đăng nhập không dùng chung được.",
            "Đặt cùng một ISO_SECRET_KEY trên mọi máy.",
        )
    if settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage"):
        yield _warning(
            "W015",
            f"{number}: tệp đính kèm nằm trong {settings.MEDIA_ROOT}.",
            "Bảo đảm thư mục này là ổ mạng dùng chung của mọi máy.",
        )


def services() -> Iterator[CheckMessage]:
    """Check for servers that answer to everybody who reaches them."""
    password = settings.SEARCH_PASSWORD
    for address in settings.SEARCH_SERVERS:
        if not (password or urlsplit(address).password) and not _is_here(address):
            yield _error(
                "E016",
                f"Elasticsearch tại {_place(address)} được gọi không mật khẩu: ai cùng mạng đọc "
                "được mọi tài liệu.",
                "Bật bảo mật của Elasticsearch, đặt ISO_ELASTICSEARCH_USER và "
                "ISO_ELASTICSEARCH_PASSWORD.",
            )
    for name, address in (("ISO_BROKER", settings.BROKER), ("ISO_REDIS", settings.REDIS)):
        parts = urlsplit(address)
        if parts.hostname and not parts.password and not _is_here(address):
            yield _error(
                "E017",
                f"{name} tại {_place(address)} không có mật khẩu.",
                f"Đặt mật khẩu cho máy chủ rồi ghi vào {name}.",
            )
    database = settings.DATABASES["default"]
    host = str(database.get("HOST") or "")
    if host and not host.startswith("/") and not database.get("PASSWORD") and not _is_here(host):
        yield _error(
            "E018",
            f"PostgreSQL tại {host} được gọi không mật khẩu.",
            "Đặt mật khẩu cho tài khoản của cơ sở dữ liệu và ghi vào ISO_DATABASE.",
        )


def passwords() -> Iterator[CheckMessage]:
    """Check how passwords are kept."""
    first = settings.PASSWORD_HASHERS[0].rsplit(".", 1)[-1]
    if not first.startswith(_SLOW_HASHERS):
        yield _error(
            "E019",
            f"Mật khẩu được băm bằng {first}: lộ cơ sở dữ liệu là lộ mật khẩu.",
            "Bỏ PASSWORD_HASHERS tự đặt để dùng mặc định của Django.",
        )


def mail() -> Iterator[CheckMessage]:
    """Check whether letters leave."""
    if settings.EMAIL_BACKEND.rsplit(".", 2)[-2] in ("dummy", "console", "locmem"):
        yield _warning(
            "W020",
            "Chưa cấu hình gửi thư: không ai tự đặt lại được mật khẩu.",
            "Đặt ISO_EMAIL và ISO_EMAIL_FROM.",
        )


def monitoring() -> Iterator[CheckMessage]:
    """Check who may read the figures."""
    for text in settings.METRICS_ALLOWED:
        if ipaddress.ip_network(text, strict=False).prefixlen == 0:
            yield _error(
                "E021",
                f"ISO_METRICS_ALLOWED={text}: mọi máy đọc được số liệu vận hành.",
                "Chỉ ghi mạng của máy theo dõi, hoặc dùng ISO_METRICS_TOKEN.",
            )
    if 0 < len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        yield _warning(
            "W022",
            f"ISO_METRICS_TOKEN ngắn hơn {SHORTEST_TOKEN} ký tự.",
            "Tạo bằng: openssl rand -hex 24",
        )


def backups() -> Iterator[CheckMessage]:
    """Check whether a copy is kept."""
    if not settings.BACKUPS:
        yield _error(
            "E023",
            "Chưa cấu hình sao lưu: hỏng ổ đĩa là mất hết.",
            "Đặt ISO_BACKUPS là thư mục ở ổ khác và chạy manage.py backup mỗi ngày.",
        )
        return
    if Path(settings.BACKUPS).resolve().is_relative_to(DATA_DIR):
        yield _warning(
            "W024",
            "Bản sao lưu nằm ngay trong thư mục dữ liệu: mất thư mục là mất cả hai.",
            "Đặt ISO_BACKUPS ở ổ đĩa khác và chép thêm một bản ra máy khác.",
        )


SETTINGS: tuple[Check, ...] = (
    debug,
    secret_key,
    addresses,
    several_hosts,
    services,
    passwords,
    mail,
    monitoring,
    backups,
)


def demo_accounts() -> Iterator[CheckMessage]:
    """Check for people of the demo whose password is printed in the sources."""
    from cms import demo
    from registry.organisation.models import User

    password = demo.read("organisation/demo.json")["password"]
    there = User.objects.filter(username__in=demo.usernames(), is_active=True)
    known = [user.username for user in there.order_by("username") if user.check_password(password)]
    if known:
        yield _error(
            "E030",
            f"{len(known)} tài khoản mẫu còn mật khẩu ai cũng biết ({', '.join(known[:3])} …).",
            "Khóa hoặc đổi mật khẩu từng tài khoản tại /admin/to-chuc/; nơi dùng thật nên bắt đầu "
            "từ cơ sở dữ liệu trống.",
        )


def superusers() -> Iterator[CheckMessage]:
    """Check for accounts that see everything and are guarded by a password alone."""
    from cms.accounts.services import has_second_factor
    from registry.organisation.models import User

    everybody = User.objects.filter(is_superuser=True, is_active=True).order_by("username")
    bare = [user.username for user in everybody if not has_second_factor(user)]
    if bare:
        yield _error(
            "E031",
            f"Quản trị cao nhất chưa bật xác thực hai lớp: {', '.join(bare[:5])}.",
            "Đăng nhập bằng tài khoản đó và bật xác thực hai lớp, hoặc khóa nó.",
        )


def database() -> Iterator[CheckMessage]:
    """Check migrations, guards and the account that could go past them."""
    from django.db import connection

    from cms.health import DOWN, parts

    for part in parts():
        if part.status == DOWN:
            yield _error("E032", f"{part.name}: {part.words}", "Xem /ready/ sau khi sửa.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                yield _warning(
                    "W033",
                    "Tài khoản PostgreSQL là superuser: ai lấy được nó tắt được khóa bảo vệ.",
                    "Tạo tài khoản thường, làm chủ cơ sở dữ liệu (deploy/README.md).",
                )


def kept_backups() -> Iterator[CheckMessage]:
    """Check whether the last copy is young enough."""
    from cms.figures import backup_age

    if not settings.BACKUPS:
        return
    age = backup_age()
    if age is None:
        yield _error(
            "E034",
            f"Chưa có bản sao lưu nào trong {settings.BACKUPS}.",
            "Chạy manage.py backup và đặt lịch chạy mỗi ngày.",
        )
    elif age > settings.BACKUP_DAYS * 86_400:
        yield _error(
            "E035",
            f"Bản sao lưu mới nhất đã {int(age // 86_400)} ngày.",
            "Kiểm tra lịch chạy manage.py backup và chỗ trống của ổ đĩa.",
        )


def clock() -> Iterator[CheckMessage]:
    """Check the machine's clock, by which deadlines and the trail live."""
    from django.db.models import Max

    from registry.now import now
    from registry.trail.models import Event

    last = Event.objects.aggregate(last=Max("at"))["last"]
    ahead = (last - now()).total_seconds() if last else 0
    if ahead > 60:
        yield _error(
            "E036",
            f"Đồng hồ máy chậm {int(ahead // 60)} phút so với sự kiện mới nhất đã ghi.",
            "Bật đồng bộ giờ (chrony hoặc systemd-timesyncd) rồi kiểm tra lại.",
        )


DATABASE: tuple[Check, ...] = (demo_accounts, superusers, database, kept_backups, clock)


def _is_here(address: str) -> bool:
    """Whether an address (with or without scheme and port) is this machine's own."""
    host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _place(address: str) -> str:
    """Host and port of an address, without account and password."""
    parts = urlsplit(address)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
