"""Which column of an invoice basis is what: a mapping file, read as strictly as any other YAML here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from compliance.episodes.document import Path
from compliance.episodes.invoice_values import date_form, month, number, says
from compliance.episodes.model import Unusable
from compliance.episodes.problems import Problem, Spot, diagnostic, quoted
from compliance.episodes.yaml_reader import yaml_document
from compliance.language.diagnostic import Diagnostic, did_you_mean, sort_diagnostics
from compliance.language.source import Span

COLUMNS = ("stay", "municipality", "month", "days", "charge_days", "price", "amount", "notice", "end")
CONSTANTS = ("municipality", "month", "price")
DELIMITERS = {";": ";", ",": ",", "|": "|", "tab": "\t"}
ENCODINGS = ("utf-8", "cp1252")
DATE_FORM = "YYYY-MM-DD[ hh:mm[:ss]]"
MONTH_FORM = "YYYY-MM"

_KEYS = (
    "schema", "delimiter", "decimal", "encoding", "header_row", "date_format", "month_format", "columns", "constants",
    "municipality_names", "total_rows", "keep",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keep:
    """Only rows with one of these values in this column are read, alone or before a comma and more."""

    column: str | int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvoiceMapping:
    """How a basis is written. A column is named by its heading, or by its number from 1. `header_row` is the line of
    the headings, 0 without. `total_rows` are the words that stand for the stay in a row that sums."""

    columns: Mapping[str, str | int]
    constants: Mapping[str, str] = field(default_factory=dict)
    municipality_names: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ";"
    decimal: str = ","
    encoding: str = "utf-8"
    header_row: int = 1
    date_format: str = DATE_FORM
    month_format: str = MONTH_FORM
    total_rows: tuple[str, ...] = ()
    keep: Keep | None = None
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)
    """Where each column is named, if the mapping stands in a file; that of `keep` under `keep`."""


OWN = InvoiceMapping(
    {
        "stay": "Vistelse",
        "municipality": "Kommun",
        "month": "Månad",
        "days": "Dygn",
        "charge_days": "Dygn att betala",
        "notice": "Underrättelse sänd",
        "end": "Slut",
    },
    keep=Keep("Räknas", ("i snittet", "enskilt")),
)
"""The program's own table of stays: the mapping of a basis that is given without one."""


def read_mapping(name: str, text: str) -> InvoiceMapping | tuple[Diagnostic, ...]:
    """Return the mapping that a text holds, or all that is wrong with it, in reading order."""
    document = yaml_document(name, text)
    if isinstance(document, Unusable):
        return document.diagnostics
    if document.hit is not None:
        return (Diagnostic("J034", "personnummer i mappningen", document.hit, help="ta bort det"),)
    places = document.locate()
    problems = list(_problems(document.raw))
    if problems:
        return tuple(sort_diagnostics(diagnostic(problem, places, None) for problem in problems))
    assert isinstance(document.raw, dict)
    raw: dict[str, object] = document.raw
    columns = _dict(raw, "columns")
    spans = {key: places.value(("columns", key)) for key in columns}
    spans["keep"] = places.value(("keep", "column"))
    return _mapping(raw, spans)


# --- what is wrong


def _problems(raw: object) -> Iterator[Problem]:
    if not isinstance(raw, dict):
        yield _wrong((), raw, "en mappning med columns och hur filen är skriven")
        return
    yield from _unknown(raw, (), _KEYS)
    if raw.get("schema", 1) != 1 or raw.get("schema") is True:
        yield _wrong(("schema",), raw["schema"], "en känd version", "skriv `schema: 1`")
    yield from _choice(raw, "delimiter", tuple(DELIMITERS))
    yield from _choice(raw, "decimal", (",", "."))
    yield from _choice(raw, "encoding", ENCODINGS)
    header = raw.get("header_row", 1)
    if not _whole(header, 0):
        yield _wrong(("header_row",), header, "numret på rubrikernas rad", "skriv 0 om rubriker saknas")
    yield from _forms(raw)
    yield from _columns(raw, header)
    yield from _constants(raw)
    yield from _names(raw)
    total = raw.get("total_rows", "Summa")
    if not _texts(total):
        yield _wrong(("total_rows",), total, "text, eller en lista av texter")
    yield from _keep(raw, header)
    yield from _together(raw)


def _together(raw: Mapping[str, object]) -> Iterator[Problem]:
    """A delimiter that is also the decimal sign only works with quotes; nobody has quotes around every number."""
    if raw.get("delimiter") == "," and raw.get("decimal", ",") == ",":
        path: Path = ("decimal",) if "decimal" in raw else ("delimiter",)
        yield Problem("J030", path, "fältavgränsaren är samma tecken som decimaltecknet", 'skriv `decimal: "."`')
    columns, constants = _dict(raw, "columns"), _dict(raw, "constants")
    for key in constants:
        if key in columns and key in CONSTANTS:
            message = f"`{key}` är både kolumn och konstant"
            yield Problem("J030", ("constants", key), message, "behåll en av dem", Spot.KEY, ("columns", key))
    if columns and "municipality" not in columns and "municipality" not in constants:
        help = "lägg till `municipality` bland columns, eller bland constants om hela filen gäller en kommun"
        yield Problem("J030", ("columns",), "det framgår inte vilken kommun raderna gäller", help, Spot.KEY)
    if columns and "stay" not in columns and "amount" not in columns:
        yield Problem("J030", ("columns",), "varken `stay` eller `amount` bland kolumnerna", "", Spot.KEY)


def _forms(raw: Mapping[str, object]) -> Iterator[Problem]:
    for key, otherwise, wanted in (
        ("date_format", DATE_FORM, ("year", "month", "day")),
        ("month_format", MONTH_FORM, ("year", "month")),
    ):
        form = raw.get(key, otherwise)
        if not isinstance(form, str) or date_form(form) is None or not says(form, *wanted):
            help = "sätt ihop den av YYYY, MM, DD, hh, mm och ss, med hakparenteser om det som får saknas"
            yield Problem("J030", (key,), f"{quoted(form)} är inget sätt att skriva tid", help)


def _columns(raw: Mapping[str, object], header: object) -> Iterator[Problem]:
    if "columns" not in raw:
        yield Problem("J030", (), "nyckeln `columns` saknas", "säg vilken kolumn som är vad", Spot.START)
        return
    columns = raw["columns"]
    if not isinstance(columns, dict) or not columns:
        yield _wrong(("columns",), columns, "en mappning från uppgift till kolumn")
        return
    yield from _unknown(columns, ("columns",), COLUMNS)
    taken: dict[object, Path] = {}
    for key, column in columns.items():
        path: Path = ("columns", key)
        yield from _column(path, column, header)
        name = normalize("NFC", column) if isinstance(column, str) else column
        if _hashable(name) and taken.setdefault(name, path) != path:
            message = f"kolumnen {quoted(column)} används för två uppgifter"
            yield Problem("J030", path, message, "ta bort den ena", first=taken[name])


def _column(path: Path, column: object, header: object) -> Iterator[Problem]:
    if header == 0 and not _whole(column, 1):
        yield _wrong(path, column, "en kolumns nummer", "filen har inga rubriker: räkna kolumnerna från 1")
    elif not (_whole(column, 1) or (isinstance(column, str) and column.strip())):
        yield _wrong(path, column, "en kolumns rubrik eller nummer")


def _constants(raw: Mapping[str, object]) -> Iterator[Problem]:
    constants = raw.get("constants", {})
    if not isinstance(constants, dict):
        yield _wrong(("constants",), constants, "en mappning från uppgift till värde")
        return
    yield from _unknown(constants, ("constants",), CONSTANTS)
    if "municipality" in constants and not _text(constants["municipality"]):
        yield _wrong(("constants", "municipality"), constants["municipality"], "namnet på en kommun")
    value = constants.get("month")
    if value is not None and (not isinstance(value, str) or month(value, MONTH_FORM) is None):
        yield _wrong(("constants", "month"), value, "en månad som 2019-05")
    price = constants.get("price")
    decimal = raw.get("decimal", ",")
    if price is not None and (not _text(str(price)) or number(str(price), str(decimal)) is None):
        yield _wrong(("constants", "price"), price, "ett belopp i kronor")


def _names(raw: Mapping[str, object]) -> Iterator[Problem]:
    names = raw.get("municipality_names", {})
    if not isinstance(names, dict):
        yield _wrong(("municipality_names",), names, "en mappning från kommunens namn i filen till det i tidslinjerna")
        return
    for key, value in names.items():
        if not _text(value):
            yield _wrong(("municipality_names", key), value, "namnet på en kommun")


def _keep(raw: Mapping[str, object], header: object) -> Iterator[Problem]:
    if "keep" not in raw:
        return
    keep = raw["keep"]
    if not isinstance(keep, dict):
        yield _wrong(("keep",), keep, "en mappning med column och values")
        return
    yield from _unknown(keep, ("keep",), ("column", "values"))
    for key in ("column", "values"):
        if key not in keep:
            yield Problem("J030", ("keep",), f"nyckeln `{key}` saknas", f"lägg till `{key}: …`", Spot.START)
    if "column" in keep:
        yield from _column(("keep", "column"), keep["column"], header)
    if "values" in keep and not _texts(keep["values"]):
        yield _wrong(("keep", "values"), keep["values"], "text, eller en lista av texter")


def _unknown(found: Mapping[str, object], path: Path, known: tuple[str, ...]) -> Iterator[Problem]:
    for key in found:
        if key not in known:
            help = did_you_mean(key, known, "nycklarna är " + ", ".join(known))
            yield Problem("J030", (*path, key), f"nyckeln {quoted(key)} finns inte", help, Spot.KEY)


def _choice(raw: Mapping[str, object], key: str, known: tuple[str, ...]) -> Iterator[Problem]:
    value = raw.get(key, known[0])
    if not isinstance(value, str) or value not in known:
        help = did_you_mean(value, known) if isinstance(value, str) else ""
        yield _wrong((key,), value, f"ett värde för `{key}`", help or "värdena är " + " ".join(f'"{k}"' for k in known))


def _wrong(path: Path, value: object, wanted: str, help: str = "") -> Problem:
    return Problem("J030", path, f"{quoted(value)} är inte {wanted}", help or f"skriv {wanted}")


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: object) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
    )


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= 10_000


def _hashable(value: object) -> bool:
    return not isinstance(value, dict | list)


# --- what is right


def _dict(raw: Mapping[str, object], key: str) -> dict[str, object]:
    found = raw.get(key)
    return found if isinstance(found, dict) else {}


def _list(value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    return tuple(normalize("NFC", str(text)).strip() for text in texts) if isinstance(texts, list) else ()


def _mapping(raw: Mapping[str, object], places: Mapping[str, Span]) -> InvoiceMapping:
    keep = _dict(raw, "keep")
    return InvoiceMapping(
        {key: _named(column) for key, column in _dict(raw, "columns").items()},
        {key: normalize("NFC", str(value)).strip() for key, value in _dict(raw, "constants").items()},
        {_named_text(key): _named_text(value) for key, value in _dict(raw, "municipality_names").items()},
        DELIMITERS[str(raw.get("delimiter", ";"))],
        str(raw.get("decimal", ",")),
        str(raw.get("encoding", "utf-8")),
        _header(raw.get("header_row", 1)),
        str(raw.get("date_format", DATE_FORM)),
        str(raw.get("month_format", MONTH_FORM)),
        _list(raw.get("total_rows", [])),
        Keep(_named(keep["column"]), _list(keep["values"])) if keep else None,
        places,
    )


def _header(value: object) -> int:
    return value if isinstance(value, int) else 1


def _named(column: object) -> str | int:
    return column if isinstance(column, int) else _named_text(column)


def _named_text(value: object) -> str:
    return " ".join(normalize("NFC", str(value)).split())
