"""What of the libraries' messages people can meet: the catalogues, and what is never shown, why.

Every catalogue of an installed app is here, or the check fails. A message is left out only where
all the files that say it are named below with a reason, or are templates that the product
replaces by its own.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings

from cms.management.catalogues import Entry

DOMAINS = ("django", "djangojs")


@dataclass(frozen=True)
class Source:
    """A catalogue of an installed package."""

    package: str
    domain: str = "django"


SOURCES = (
    Source("wagtail.admin"),
    Source("wagtail.admin", "djangojs"),
    Source("wagtail"),
    Source("wagtail.snippets"),
    Source("wagtail.users"),
    Source("wagtail.documents"),
    Source("wagtail.images"),
    Source("wagtail.embeds"),
    Source("wagtail.sites"),
    Source("wagtail.locales"),
    Source("wagtail.search"),
    Source("wagtail.contrib.forms"),
    Source("wagtail.contrib.redirects"),
    Source("wagtail.contrib.settings"),
    Source("wagtail.contrib.table_block"),
    Source("wagtail.contrib.typed_table_block"),
    Source("taggit"),
    Source("django_filters"),
    Source("treebeard"),
    Source("allauth"),
    Source("axes"),
    Source("django_celery_beat"),
    Source("django.conf"),
    Source("django.contrib.auth"),
    Source("django.contrib.contenttypes"),
    Source("django.contrib.humanize"),
    Source("django.contrib.postgres"),
    Source("django.contrib.sessions"),
)

_NO_DJANGO_ADMIN = "trang quản trị của Django không được mở"
_OWN_ADDRESSES = "địa chỉ này của allauth không được mở (cms/accounts/urls.py)"

# Package to {pattern of files: why nobody meets what they say}.
NOT_SHOWN: dict[str, dict[str, str]] = {
    "allauth": {
        "*/admin.py": _NO_DJANGO_ADMIN,
        "*/models.py": f"tên bảng, tên trường: {_NO_DJANGO_ADMIN}",
        "*/apps.py": f"tên ứng dụng: {_NO_DJANGO_ADMIN}",
        "idp/*": "sản phẩm không làm nơi cấp tài khoản cho hệ thống khác",
        "templates/idp/*": "sản phẩm không làm nơi cấp tài khoản cho hệ thống khác",
        "headless/*": "không dùng giao diện lập trình của allauth",
        "socialaccount/providers/*": "chỉ dùng OpenID Connect và SAML, trang lỗi là của sản phẩm",
        "templates/openid/*": "không dùng OpenID 2.0",
        "mfa/webauthn/*": "lớp thứ hai là mã của ứng dụng và mã dự phòng",
        "templates/mfa/webauthn/*": "lớp thứ hai là mã của ứng dụng và mã dự phòng",
        "templates/mfa/messages/webauthn*": "lớp thứ hai là mã của ứng dụng và mã dự phòng",
        "templates/mfa/email/webauthn*": "lớp thứ hai là mã của ứng dụng và mã dự phòng",
        "templates/allauth/*": "khung trang là của sản phẩm",
        "templates/*/base*.html": "khung trang là của sản phẩm",
        "templates/*/snippets/*": "khung trang là của sản phẩm",
        "templates/*.html": _OWN_ADDRESSES,
    },
    "axes": {
        "admin.py": _NO_DJANGO_ADMIN,
        "models.py": f"tên bảng, tên trường: {_NO_DJANGO_ADMIN}",
    },
    "django_celery_beat": {
        "*": "việc định kỳ hiện ở trang «Việc nền» bằng tên và lịch do sản phẩm đặt;"
        f" {_NO_DJANGO_ADMIN}",
    },
}


def folder_of(package: str) -> Path | None:
    """Return where the catalogues of a package are; None for who has none or is not installed."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "locale"
    return folder if folder.is_dir() else None


def unconsidered() -> list[Source]:
    """Return catalogues of installed apps that nobody has put into SOURCES."""
    found = []
    for name in [*(config.name for config in apps.get_app_configs()), "django.conf"]:
        folder = folder_of(name)
        if folder is None or str(folder) in {str(path) for path in settings.LOCALE_PATHS}:
            continue
        for domain in DOMAINS:
            source = Source(name, domain)
            if source not in SOURCES and any(folder.glob(f"*/LC_MESSAGES/{domain}.po")):
                found.append(source)
    return found


def why_not_shown(source: Source, entry: Entry) -> str:
    """Return why nobody meets this message; "" where somebody does, or where it isn't known."""
    reasons = []
    for place in entry.places:
        reason = _reason(source.package, place)
        if not reason:
            return ""
        reasons.append(reason)
    return reasons[0] if reasons else ""


def _reason(package: str, place: str) -> str:
    place = place.removeprefix("./").removeprefix(f"{package}/")
    _, found, template = place.partition("templates/")
    if found and (Path(settings.LOCALE_PATHS[0]).parent / "templates" / template).exists():
        return "sản phẩm có trang riêng thay cho trang này"
    rules = NOT_SHOWN.get(package, {})
    return next((why for pattern, why in rules.items() if fnmatchcase(place, pattern)), "")
