"""Walks over syntax trees: visit every node, or put others in the place of some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from compliance.language.source import Source, Span

T = TypeVar("T")


def walk(node: object) -> Iterator[object]:
    """Return a node and everything under it, parents first."""
    if isinstance(node, Span | Source):
        return
    if isinstance(node, tuple):
        for item in node:
            yield from walk(item)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for part in fields(node):
            yield from walk(getattr(node, part.name))


def rewrite(node: T, change: Callable[[object], object]) -> T:
    """Return the tree with `change` applied to every dataclass node, children first. Unchanged parts are shared."""
    return cast("T", _rewrite(node, change))


def _rewrite(node: object, change: Callable[[object], object]) -> object:
    if isinstance(node, Span | Source):
        return node
    if isinstance(node, tuple):
        items = tuple(_rewrite(item, change) for item in node)
        return node if all(a is b for a, b in zip(items, node, strict=True)) else items
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed: dict[str, Any] = {}
    for part in fields(node):
        old = getattr(node, part.name)
        new = _rewrite(old, change)
        if new is not old:
            changed[part.name] = new
    return change(replace(node, **changed) if changed else node)
