"""The schema's complaints in words: unknown names and what was probably meant, missing keys, wrong values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from compliance.episodes.document import Path, path_text
from compliance.episodes.keys import LONGEST_ID
from compliance.episodes.problems import Problem, Spot, quoted
from compliance.episodes.schema import data_schema, episode_schema
from compliance.graph.vocabulary import Vocabulary
from compliance.language.diagnostic import did_you_mean

Namer = Callable[[Any, Path, Vocabulary], Iterator[Problem]]


class Structure:
    """The schema of a vocabulary, asked in two parts.

    In the schema as published, each event is tried against every type of event. Here the document is judged
    without that, and then the data of each event by its own type alone: the same answer, much sooner.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        # The library is slow to import, and needed for bad documents only.
        from jsonschema import Draft202012Validator

        schema: dict[str, Any] = episode_schema(vocabulary)
        del schema["$defs"]["event"]["allOf"]
        self._vocabulary = vocabulary
        self._document = Draft202012Validator(schema)
        self._data = {name: Draft202012Validator(data_schema(event)) for name, event in vocabulary.events.items()}

    def problems(self, raw: object) -> Iterator[Problem]:
        """Yield a problem for each complaint of the schema."""
        yield from self._complaints(self._document, raw, ())
        events = raw.get("events") if isinstance(raw, dict) else None
        for index, event in enumerate(events if isinstance(events, list) else ()):
            name = event.get("type") if isinstance(event, dict) else None
            if isinstance(name, str) and name in self._data:
                yield from self._complaints(self._data[name], event.get("data"), ("events", index, "data"))

    def _complaints(self, validator: Any, raw: object, inside: Path) -> Iterator[Problem]:
        for error in validator.iter_errors(raw):
            namer = _NAMERS.get(error.validator, _wrong_value)
            yield from namer(error, (*inside, *error.absolute_path), self._vocabulary)


def _unknown_keys(error: Any, path: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = list(error.schema.get("properties", {}))
    for key in error.instance:
        if key not in known:
            yield _unknown_key(str(key), (*path, key), path, known, vocabulary)


def _unknown_key(key: str, path: Path, holder: Path, known: list[str], vocabulary: Vocabulary) -> Problem:
    shown = quoted(key)
    if key == "<<":
        return Problem("E013", path, "sammanslagning med `<<` är inte tillåten", "skriv ut nycklarna", Spot.KEY)
    if holder == ("facts",):
        derived = f"{shown} räknas fram och anges inte" if key in vocabulary.derived else ""
        return Problem("E032", path, f"okänt faktum {shown}", derived or _meant(key, known), Spot.KEY)
    if holder == (vocabulary.subject.name,):
        message = f"okänt fält {shown} i `{vocabulary.subject.name}`"
        return Problem("E034", path, message, _meant(key, known), Spot.KEY)
    if len(holder) == 3 and holder[::2] == ("events", "data"):
        return Problem("E033", path, f"okänt fält {shown} i `data`", _meant(key, known), Spot.KEY)
    return Problem("E021", path, f"okänd nyckel {shown}", _meant(key, known), Spot.KEY)


def _meant(name: str, known: Iterable[str]) -> str:
    names = list(known)
    few = "deklarerade: " + ", ".join(f"`{n}`" for n in names) if 0 < len(names) <= 8 else ""
    return did_you_mean(name, names, few or ("här finns inga fält" if not names else "namnet finns inte i vokabulären"))


def _missing(error: Any, path: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    if not isinstance(error.instance, dict):
        return
    for key in error.validator_value:
        if key not in error.instance:
            yield Problem("E022", path, f"nyckeln `{key}` saknas", spot=Spot.START)


def _not_listed(error: Any, path: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    value = error.instance
    wanted = str(error.schema.get("description", ""))
    names = [name for name in error.validator_value if isinstance(name, str)]
    if not isinstance(value, str):
        yield Problem(
            "E020", path, f"{_named(path)} ska vara {wanted}, inte {quoted(value)}", _kind_help(value, wanted)
        )
    elif wanted == "en roll":
        yield Problem("E031", path, f"okänd roll {quoted(value)}", _meant(value, names))
    elif wanted == "en händelsetyp":
        yield Problem("E030", path, f"okänd händelsetyp {quoted(value)}", _meant(value, names))
    else:
        yield Problem("E035", path, f"{quoted(value)} är inte {wanted}", did_you_mean(value, names))


def _bad_version(error: Any, path: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    if path == ("schema",):
        yield Problem("E023", path, f"okänd schemaversion {quoted(error.instance)}", "skriv `schema: 1`")


def _bad_text(error: Any, path: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Complaints about the inside of a text: the times are left to the semantic checks, which know more."""
    if "format" in error.schema:
        return
    if path[-1:] == ("id",):
        help = f"ett id är 1 till {LONGEST_ID} tecken, inte bara blanksteg"
        yield Problem("E024", path, "ogiltigt id", help)
    else:
        yield from _wrong_value(error, path, vocabulary)


def _out_of_range(error: Any, path: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    yield Problem("E025", path, f"talet {quoted(error.instance)} är orimligt stort")


def _wrong_value(error: Any, path: Path, vocabulary: Vocabulary) -> Iterator[Problem]:
    wanted = str(error.schema.get("description", "något annat")) if isinstance(error.schema, dict) else "något annat"
    yield Problem(
        "E020",
        path,
        f"{_named(path)} ska vara {wanted}, inte {quoted(error.instance)}",
        _kind_help(error.instance, wanted),
    )


def _named(path: Path) -> str:
    """Name a value by its key, or by its place in a list."""
    return f"`{path_text(path[-1:] if isinstance(path[-1], str) else path)}`" if path else "dokumentet"


def _kind_help(value: object, wanted: str) -> str:
    number = isinstance(value, (int, float))
    if "text" in wanted and number:
        return "sätt citattecken om värdet"
    if wanted == "true eller false" and isinstance(value, str):
        return "skriv true eller false utan citattecken"
    if wanted == "en lista av texter" and isinstance(value, str):
        return f"skriv [{value}]" if value.isidentifier() else ""
    return ""


_NAMERS: dict[str, Namer] = {
    "additionalProperties": _unknown_keys,
    "required": _missing,
    "enum": _not_listed,
    "const": _bad_version,
    "pattern": _bad_text,
    "minLength": _bad_text,
    "maxLength": _bad_text,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
}
