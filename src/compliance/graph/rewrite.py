"""Walks over syntax trees: visit every node, or put others in the place of some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from compliance.language.source import Source, Span

T = TypeVar("T")
_PARTS: dict[type, tuple[str, ...] | None] = {Span: None, Source: None}
"""The fields of each class of nodes that has been met; None for a class whose values are no nodes."""
_LEAVES = frozenset({str, int, bool, float, type(None), Span, Source})
"""What most fields hold, and nothing stands under."""


def _parts(node: object) -> tuple[str, ...] | None:
    kind = type(node)
    if kind not in _PARTS:
        _PARTS[kind] = tuple(part.name for part in fields(kind)) if is_dataclass(kind) else None
    return _PARTS[kind]


def walk(node: object) -> Iterator[object]:
    """Return a node and everything under it, parents first."""
    left = [node]
    while left:
        item = left.pop()
        if type(item) is tuple:
            left += reversed(item)
            continue
        names = _parts(item)
        if names:
            yield item
            found = [getattr(item, name) for name in reversed(names)]
            left += [part for part in found if type(part) not in _LEAVES]
        elif names is not None:
            yield item


def rewrite(node: T, change: Callable[[object], object]) -> T:
    """Return the tree with `change` applied to every dataclass node, children first. Unchanged parts are shared."""
    return cast("T", _rewrite(node, change))


def _rewrite(node: object, change: Callable[[object], object]) -> object:
    if isinstance(node, tuple):
        items = tuple(_rewrite(item, change) for item in node)
        return node if all(a is b for a, b in zip(items, node, strict=True)) else items
    names = _parts(node)
    if names is None:
        return node
    changed: dict[str, Any] = {}
    for name in names:
        old = getattr(node, name)
        if type(old) in _LEAVES:
            continue
        new = _rewrite(old, change)
        if new is not old:
            changed[name] = new
    return change(replace(cast("Any", node), **changed) if changed else node)
