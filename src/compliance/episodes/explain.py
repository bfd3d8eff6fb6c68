"""All that is wrong with a document that was refused: what the schema and the semantic checks say."""

from __future__ import annotations

from compliance.episodes.problems import Problem
from compliance.episodes.semantics import semantic_problems
from compliance.episodes.structure import Structure
from compliance.graph.vocabulary import Vocabulary
from compliance.time import Zone


class Explainer:
    """Finds every mistake of a document; made when the first one is met."""

    def __init__(self, vocabulary: Vocabulary, zone: Zone) -> None:
        self._vocabulary = vocabulary
        self._zone = zone
        self._structure = Structure(vocabulary)

    def problems(self, raw: object) -> list[Problem]:
        """Return every mistake of a normalised document, each once."""
        found = [
            *self._structure.problems(raw),
            *semantic_problems(raw, self._vocabulary, self._zone),
        ]
        return list(dict.fromkeys(found))
