"""The agency's directories for signing in, read from one JSON file, as allauth wants them."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

VARIABLE = "ISO_SIGN_IN_PROVIDERS"
# What each kind must name; docs/guides/quan-tri.md explains every field.
NEEDED = {
    "openid_connect": ("id", "name", "server_url", "client_id", "client_secret"),
    "saml": ("id", "name", "entity_id", "sso_url", "certificate"),
}


def read_providers(path: str) -> dict[str, Any]:
    """Return the content of `SOCIALACCOUNT_PROVIDERS`; without a file there is no directory.

    Raises ImproperlyConfigured in Vietnamese for a file that is not what it should be.
    """
    if not path:
        return {}
    try:
        rows = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        said = f"{VARIABLE}: không đọc được {path}: {error}"
        raise ImproperlyConfigured(said) from None
    return as_providers(rows)


def as_providers(rows: Any) -> dict[str, Any]:
    """Return the rows of the file, checked."""
    if not isinstance(rows, list):
        raise ImproperlyConfigured(f"{VARIABLE}: tệp phải là một danh sách JSON.")
    oidc: list[dict[str, Any]] = []
    saml: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        kind = row.get("kind", "") if isinstance(row, dict) else ""
        if kind not in NEEDED:
            raise ImproperlyConfigured(
                f"{VARIABLE}, mục {number}: kind phải là openid_connect hoặc saml."
            )
        missing = [name for name in NEEDED[kind] if not row.get(name)]
        if missing:
            raise ImproperlyConfigured(f"{VARIABLE}, mục {number}: thiếu {', '.join(missing)}.")
        if row["id"] in seen:
            raise ImproperlyConfigured(f"{VARIABLE}: id {row['id']} có hai lần.")
        seen.add(row["id"])
        (oidc if kind == "openid_connect" else saml).append(
            _openid_connect(row) if kind == "openid_connect" else _saml(row)
        )
    return {
        "openid_connect": {"APPS": oidc, "OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid"]},
        "saml": {"APPS": saml},
    }


def _openid_connect(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "provider_id": row["id"],
        "name": row["name"],
        "client_id": row["client_id"],
        "secret": row["client_secret"],
        "settings": {
            "server_url": row["server_url"],
            "uid_field": row.get("directory_claim", "sub"),
            "directory_prefix": row.get("directory_prefix", ""),
            "oauth_pkce_enabled": True,
            "scope": row.get("scope", ["openid"]),
        },
    }


def _saml(row: dict[str, Any]) -> dict[str, Any]:
    attribute = row.get("directory_attribute", "")
    return {
        "provider_id": row["entity_id"],
        "name": row["name"],
        "client_id": row["id"],
        "settings": {
            "attribute_mapping": {"uid": [attribute]} if attribute else {},
            "directory_prefix": row.get("directory_prefix", ""),
            "idp": {
                "entity_id": row["entity_id"],
                "sso_url": row["sso_url"],
                "x509cert": row["certificate"],
            },
            # An answer must be signed itself, fit a question that we asked, and is taken once.
            "advanced": {
                "strict": True,
                "want_assertion_signed": True,
                "want_attribute_statement": bool(attribute),
                "reject_idp_initiated_sso": True,
                "reject_deprecated_algorithm": True,
                "allow_single_label_domains": True,
            },
        },
    }
