"""The head of a state paper: who issues it at the left, the nation at the right."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Header:
    """What stands at the head of a paper (NĐ 30/2020, Phụ lục I); `registry/printing/head.html`.

    `above` is the body that `issuer` belongs to, `reference` the line below them («Số: …»).
    `place` and `day` stand below the motto, or at the signature where a paper has them there.
    """

    issuer: str = ""
    above: str = ""
    reference: str = ""
    place: str = ""
    day: date | None = None
