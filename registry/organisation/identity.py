"""How an agency presents itself: name, mark, motto, colour, and where and when it is found.

It stands in the agency's own row, so a page that has the agency asks nothing more. What an agency
does not say of how it looks, when it is open and whom one calls, the nearest agency above says for
it. Its name, address and letter box are never those of another: they would lead people astray.
"""

from dataclasses import dataclass

from django.urls import reverse

from registry.organisation import colours
from registry.organisation.models import Agency

# What the nearest agency above says for one that says nothing.
INHERITED = ("mark", "motto", "brand", "telephone", "hours")
OWN = ("name", "short_name", "address", "email")

PRODUCT_NAME = "ISO điện tử"
PRODUCT_MOTTO = "Thủ tục hành chính và theo dõi hồ sơ"


@dataclass(frozen=True)
class Identity:
    """What pages and papers show of an agency. Texts are "" where nobody said anything.

    `mark` is the address of a square WebP picture of at most 256 dots, `stylesheet` that of the
    agency's colour, to be loaded after the tokens; both None where the product's own are shown.
    `ground` and `ink` are the colours of a header, for what no style sheet reaches.
    """

    name: str = PRODUCT_NAME
    short_name: str = PRODUCT_NAME
    motto: str = PRODUCT_MOTTO
    mark: str | None = None
    stylesheet: str | None = None
    ground: str = colours.PRODUCT
    ink: str = colours.WHITE
    address: str = ""
    telephone: str = ""
    email: str = ""
    hours: str = ""

    @property
    def dial(self) -> str:
        """The telephone number as a link has it: «tel:» and this."""
        return "".join(sign for sign in self.telephone if sign in "+0123456789")


def identity_of(agency: Agency | None) -> Identity:
    """Return how an agency presents itself; the product, for None.

    No query for agencies of `policy.standing`, at most one for any other, and none the second time
    for the same object.
    """
    if agency is None:
        return Identity()
    says = speakers(agency)
    brand = says["brand"].brand if "brand" in says else ""
    return Identity(
        name=agency.name,
        short_name=agency.short_name or agency.name,
        motto=says["motto"].motto if "motto" in says else PRODUCT_MOTTO,
        mark=mark_address(says["mark"]) if "mark" in says else None,
        stylesheet=sheet_address(brand) if brand else None,
        ground=brand or colours.PRODUCT,
        address=agency.address,
        telephone=says["telephone"].telephone if "telephone" in says else "",
        email=agency.email,
        hours=says["hours"].hours if "hours" in says else "",
    )


def speakers(agency: Agency) -> dict[str, Agency]:
    """Return by field whose value holds here: the agency itself or the nearest above that has one.

    A field of which nobody says anything is missing.
    """
    found = {name: agency for name in OWN if getattr(agency, name)}
    for one in [agency, *_above(agency)]:
        for name in INHERITED:
            if name not in found and getattr(one, name):
                found[name] = one
    return found


def above(agency: Agency) -> dict[str, Agency]:
    """Return by field whose value would hold if the agency itself said nothing."""
    nearest = next(iter(_above(agency)), None)
    said = speakers(nearest) if nearest else {}
    return {name: said[name] for name in INHERITED if name in said}


def mark_address(agency: Agency) -> str:
    """Return where browsers fetch the agency's own mark: another picture has another address."""
    # The addresses of both are in cms/urls.py.
    return reverse("agency_mark", args=[agency.uid, agency.mark[:16]])


def mark_path(agency: Agency) -> str:
    """Return where the store keeps the agency's own mark."""
    return f"identity/{agency.uid}/{agency.mark}.webp"


def sheet_address(brand: str) -> str:
    """Return where browsers fetch the style sheet of a colour."""
    return reverse("agency_colours", args=[brand.removeprefix("#"), colours.version(brand)])


_ANCESTORS = """
WITH RECURSIVE reached (id) AS (
    SELECT CAST(%(nearest)s AS bigint)
    UNION
    SELECT a.parent_id FROM registry_agency a JOIN reached ON reached.id = a.id
    WHERE a.parent_id IS NOT NULL
)
SELECT a.* FROM registry_agency a JOIN reached ON reached.id = a.id
"""


def _above(agency: Agency) -> list[Agency]:
    """The agencies above, nearest first; those not read yet are read in one query."""
    link, one, met = Agency.parent, agency, {agency.pk}
    while one.parent_id is not None and one.parent_id not in met:
        if not link.is_cached(one):
            _read_above(one)
            break
        met.add(one.parent_id)
        one = one.parent or one
    return agency.ancestors()


def _read_above(agency: Agency) -> None:
    rows = Agency.objects.raw(_ANCESTORS, {"nearest": agency.parent_id})
    known: dict[int | None, Agency] = {row.pk: row for row in rows}
    for row in (agency, *known.values()):
        row.parent = known.get(row.parent_id)
