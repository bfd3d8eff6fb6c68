"""Documents from YAML without surprises: text stays text, nothing stands twice, is shared or is deep.

Only true, false, whole numbers and null are anything but text; dates, times and decimals are typed by the
vocabulary. The text is cut at the lines that are exactly `---`, so that a mistake in one document leaves the
others alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from compliance.episodes.document import MAX_DEPTH, Document, Path, Places, Stretch, masked_source
from compliance.episodes.model import Unusable
from compliance.episodes.personnummer import find_personal_number, mask
from compliance.episodes.problems import quoted
from compliance.episodes.yaml_words import in_words
from compliance.language.diagnostic import Diagnostic, Label
from compliance.language.source import Span

LARGEST_FILE = 5_000_000

_SEPARATOR = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
# A line that says something: not blank, not a comment, not the mark that ends a document.
_CONTENT = re.compile(r"(?:^|[\r\x85\u2028\u2029])(?!\.\.\.[ \t]*\r?$)[ \t]*[^#\s]", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TEXT, _BOOL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:bool"
_INT, _NULL = "tag:yaml.org,2002:int", "tag:yaml.org,2002:null"
_IMPLICIT = (
    (_BOOL, re.compile(r"(?:true|false)\Z"), "tf"),
    (_INT, re.compile(r"(?:0|-?[1-9][0-9]{0,17})\Z"), "-0123456789"),
    (_NULL, re.compile(r"(?:null)?\Z"), ("n", "")),
)


class _Refusal(Exception):
    """Something that YAML allows and a record may not hold."""

    def __init__(self, code: str, message: str, help: str, start: int, end: int, first: Stretch | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.help, self.stretch, self.first = (
            code,
            message,
            help,
            (start, end),
            first,
        )


class _StrictLoader(yaml.SafeLoader):
    """Composes nodes only; refuses what shares, grows or goes deep before it is composed."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose one node, if it may be there."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):
            raise _Refusal("E013", "alias är inte tillåtna", "skriv ut värdet, eller sätt citattecken", start, end)
        if getattr(event, "anchor", None):
            end = start + 1 + len(event.anchor)
            raise _Refusal("E013", "ankare är inte tillåtna", "ta bort `&`, eller sätt citattecken", start, end)
        if getattr(event, "tag", None):
            raise _Refusal("E013", "taggar är inte tillåtna", "ta bort `!`, eller sätt citattecken", start, start + 1)
        self.depth += 1
        if self.depth > MAX_DEPTH + 1:
            raise _Refusal("E014", f"djupare nästlat än {MAX_DEPTH} nivåer", "", start, start + 1)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


for _tag, _pattern, _first in _IMPLICIT:
    _StrictLoader.add_implicit_resolver(_tag, _pattern, list(_first))


class _Builder:
    """Makes plain values of nodes, and keeps the place of each."""

    def __init__(self) -> None:
        self.values: dict[Path, Stretch] = {}
        self.keys: dict[Path, Stretch] = {}

    def build(self, node: yaml.Node, path: Path) -> object:
        self.values[path] = _stretch(node)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            start, end = _stretch(key)
            if not isinstance(key, yaml.ScalarNode) or key.tag != _TEXT:
                help = "sätt citattecken om nyckeln" if isinstance(key, yaml.ScalarNode) else ""
                raise _Refusal("E015", "en nyckel måste vara text", help, start, end)
            name = _whole(key)
            here = (*path, name)
            if name in found:
                message = f"nyckeln {quoted(name)} anges två gånger"
                raise _Refusal("E012", message, "behåll en av dem", start, end, self.keys[here])
            self.keys[here] = (start, end)
            found[name] = self.build(value, here)
        return found


def _stretch(node: yaml.Node) -> Stretch:
    return node.start_mark.index, max(node.end_mark.index, node.start_mark.index + 1)


def _scalar(node: yaml.Node) -> object:
    if node.tag == _BOOL:
        return node.value == "true"
    if node.tag == _INT:
        return int(node.value)
    return None if node.tag == _NULL else _whole(node)


def _whole(node: yaml.Node) -> str:
    """Return the text of a node; escapes could have put half a character into it."""
    text = str(node.value)
    if _SURROGATE.search(text):
        raise _Refusal("E016", "texten innehåller ett halvt tecken (ensam surrogat)", "", *_stretch(node))
    return text


def yaml_documents(name: str, text: str) -> Iterator[Document | Unusable]:
    """Yield the documents of a YAML text, one at a time; a piece without content is no document."""
    line = 1
    for piece in _pieces(text):
        separator = _SEPARATOR.match(piece)
        if _CONTENT.search(piece, separator.end() if separator else 0):
            yield yaml_document(name, piece, line)
        line += piece.count("\n")


def _pieces(text: str) -> Iterator[str]:
    """Cut a text before each line that only separates; that line becomes the first of its piece."""
    start = 0
    for match in _SEPARATOR.finditer(text):
        if match.start() > start:
            yield text[start : match.start()]
        start = match.start()
    yield text[start:]


def yaml_document(name: str, text: str, first_line: int = 1) -> Document | Unusable:
    """Return the one document of a piece of text."""
    builder = _Builder()
    source = masked_source(name, text, first_line)
    try:
        raw = builder.build(_composed(text), ())
    except _Refusal as error:
        related = () if error.first is None else (Label(Span(source, *error.first), "först här"),)
        found = Diagnostic(error.code, error.message, Span(source, *error.stretch), help=error.help, related=related)
        return _unusable(found)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return _unusable(in_words(error, source))
    places = Places(source, builder.values, builder.keys)
    line = source.position(builder.values[()][0])[0]
    hit = find_personal_number(text)
    return Document(raw, name, line, lambda: places, hit=None if hit is None else Span(source, *hit))


def _composed(text: str) -> yaml.Node:
    loader = _StrictLoader(text)
    try:
        node = loader.get_single_node()
    finally:
        loader.dispose()
    if node is None:
        raise _Refusal("E003", "dokumentet är tomt", "", 0, 1)
    return node


def _unusable(found: Diagnostic) -> Unusable:
    name, line, _ = found.place
    return Unusable((found,), mask(name), line)
