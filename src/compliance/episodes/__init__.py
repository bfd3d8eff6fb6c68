"""Reading recorded timelines: YAML, JSON and JSON Lines to episodes, or to all that is wrong with them."""

from compliance.episodes.codes import EPISODE_CODES, explanation
from compliance.episodes.decode import Decoder
from compliance.episodes.document import Document
from compliance.episodes.model import Actor, Episode, Event, FactValue, Unusable
from compliance.episodes.personnummer import find_personal_number, mask
from compliance.episodes.reader import read_paths
from compliance.episodes.schema import episode_schema

__all__ = [
    "EPISODE_CODES",
    "Actor",
    "Decoder",
    "Document",
    "Episode",
    "Event",
    "FactValue",
    "Unusable",
    "episode_schema",
    "explanation",
    "find_personal_number",
    "mask",
    "read_paths",
]
