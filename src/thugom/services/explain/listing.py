"""What can be explained."""

from dataclasses import dataclass

from thugom.contracts import Text, load_contract, packaged_schemas
from thugom.language.catalogue import translator
from thugom.services.explain.indicators import PROVINCE, UNIT


@dataclass(frozen=True)
class Explainable:
    """One kind of figure: its name in the tables, of what it is (`province`, `unit`), and its name for people."""

    name: str
    of: str
    title: Text


def explainable() -> list[Explainable]:
    """Return every figure that can be explained: the province's indicators, then the units' columns."""
    contract = load_contract(packaged_schemas() / "curated" / "commune_coverage.yml")
    in_vietnamese = translator("vi")
    province = [
        Explainable(name, "province", Text(in_vietnamese(one.title), one.title)) for name, one in PROVINCE.items()
    ]
    return province + [Explainable(name, "unit", contract.field(name).title) for name in contract.names if name in UNIT]
