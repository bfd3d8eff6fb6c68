"""From a document to an episode, or to everything that is wrong with it."""

from __future__ import annotations

import json
from functools import cached_property

from compliance.episodes.document import MAX_DEPTH, Document, Places, nfc_path, path_text, personal_numbers
from compliance.episodes.explain import Explainer
from compliance.episodes.fast import FastReader, normalised
from compliance.episodes.json_places import read_json
from compliance.episodes.model import Episode, Unusable
from compliance.episodes.personnummer import mask
from compliance.episodes.problems import Problem, Spot, diagnostic, quoted
from compliance.episodes.values import Refused, nfc
from compliance.graph.vocabulary import Vocabulary
from compliance.language.diagnostic import Diagnostic, DiagnosticError, Label, sort_diagnostics
from compliance.time import Zone

PERSONAL_NUMBER_HELP = "byt det mot en pseudonym; en beteckning som bara liknar ett skrivs om"


class Decoder:
    """Decodes documents in the words of a vocabulary; times without offset are local times of the zone."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone) -> None:
        self.vocabulary = vocabulary
        self.zone = zone
        self._fast = FastReader(vocabulary, zone)

    def decode(self, document: Document) -> Episode | Unusable:
        """Return the episode, or why it cannot be used."""
        if not document.clean:
            if found := personal_numbers(document.raw):
                return self._refused(document, found)
            if document.hit is not None:
                remark = Diagnostic("E060", "personnummer i en kommentar", document.hit, help=PERSONAL_NUMBER_HELP)
                return unusable(document, (remark,), episode_id(document.raw))
        try:
            raw = document.raw if document.nfc else normalised(document.raw)
            return self._fast.read(raw, document.source, document.line, document.written)
        except Refused:
            pass
        return self._explained(document)

    def decode_value(self, raw: object, source: str = "värde") -> Episode | Unusable:
        """Decode plain Python values; diagnostics then point into their JSON text."""

        def locate() -> Places:
            return read_json(source, json.dumps(raw, ensure_ascii=False, indent=1)).places

        return self.decode(Document(raw, source, 1, locate))

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.vocabulary, self.zone)

    def _explained(self, document: Document) -> Episode | Unusable:
        """Read the document again, slowly: say what is wrong with it if that is where the doubt ends."""
        try:
            places = document.locate()
            raw = normalised(document.raw)
        except DiagnosticError as error:
            return unusable(document, error.diagnostics)
        except (Refused, RecursionError):
            return unusable(document, (_same_key(places),))
        try:
            return self._fast.read(raw, document.source, document.line)
        except Refused:
            pass
        episode = episode_id(raw)
        normal = places.normalised()
        problems = self._explainer.problems(raw)
        if not problems:
            problems = [Problem("E020", (), "episoden stämmer inte med schemat", spot=Spot.START)]
        found = sort_diagnostics(diagnostic(problem, normal, episode) for problem in problems)
        return unusable(document, tuple(found), episode)

    def _refused(self, document: Document, found: list[tuple[tuple[str | int, ...], bool]]) -> Unusable:
        try:
            places = document.locate()
        except DiagnosticError as error:
            return unusable(document, error.diagnostics)
        places = places.hiding(found)
        path, on_key = found[0]
        where = f"en nyckel i `{path_text(path[:-1])}`" if on_key else f"`{path_text(path)}`"
        problem = Problem(
            "E060", path, f"personnummer i {where}", PERSONAL_NUMBER_HELP, Spot.KEY if on_key else Spot.VALUE
        )
        hidden = any(path[:1] == ("id",) for path, _ in found)
        episode = None if hidden else episode_id(document.raw)
        return unusable(document, (diagnostic(problem, places, episode),), episode)


def _same_key(places: Places) -> Diagnostic:
    """Return the diagnostic of two keys that look alike and become one in Unicode NFC."""
    first: dict[tuple[str | int, ...], tuple[str | int, ...]] = {}
    for path in places.keys:
        other = first.setdefault(nfc_path(path), path)
        if other != path and other[:-1] == path[:-1]:
            message = f"nyckeln {quoted(nfc(str(path[-1])))} anges två gånger, skriven på två sätt"
            label = Label(places.key(other), "först här")
            return Diagnostic("E012", message, places.key(path), help="behåll en av dem", related=(label,))
    return Diagnostic("E014", f"djupare nästlat än {MAX_DEPTH} nivåer", places.start(()))


def episode_id(raw: object) -> str | None:
    """Return the id of a document as far as it has one."""
    found = raw.get("id") if isinstance(raw, dict) else None
    return mask(nfc(found)) if isinstance(found, str) and found else None


def unusable(document: Document, found: tuple[Diagnostic, ...], episode: str | None = None) -> Unusable:
    """Return the refusal of a document."""
    return Unusable(found, mask(document.source), document.line, episode)
