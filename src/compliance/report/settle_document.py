"""Settlements as one JSON document, written month by month: that of one month as the contract has it, those of several
under `months`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from compliance.payment.settled import MonthSettlement
from compliance.report.as_json import SCHEMA
from compliance.report.settle_json import SettleJson


def document(
    found: Iterable[MonthSettlement], writer: SettleJson, span: tuple[str, str], about: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the text of the document, without a line end."""
    first, last = span
    head = {"schema": SCHEMA, **about}
    if first == last:
        for month in found:
            yield json.dumps({**head, **writer.month(month)}, ensure_ascii=False, indent=1)
        return
    opened = json.dumps({**head, "from": first, "to": last}, ensure_ascii=False, indent=1)
    yield opened.removesuffix("\n}") + ',\n "months": ['
    for number, month in enumerate(found):
        yield (",\n" if number else "\n") + json.dumps(writer.month(month), ensure_ascii=False, indent=1)
    yield "\n ]\n}"
