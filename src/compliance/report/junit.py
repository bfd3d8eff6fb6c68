"""JUnit XML: one test case each, a failure for what differs, an error for what could not be run."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class TestCase:
    """A case with its group, and the text of its failure or error."""

    __test__ = False

    group: str
    name: str
    failure: str = ""
    error: str = ""


def junit(name: str, cases: Iterable[TestCase], properties: Iterable[tuple[str, str]] = ()) -> str:
    """Return a JUnit document with one suite, and what holds for all of it as its properties."""
    items = list(cases)
    suite = ET.Element("testsuite", name=name, tests=str(len(items)))
    suite.set("failures", str(sum(bool(c.failure) for c in items)))
    suite.set("errors", str(sum(bool(c.error) for c in items)))
    suite.set("skipped", "0")
    told = list(properties)
    if told:
        listed = ET.SubElement(suite, "properties")
        for key, value in told:
            ET.SubElement(listed, "property", name=_clean(key), value=_clean(value))
    for case in items:
        element = ET.SubElement(suite, "testcase", classname=_clean(case.group), name=_clean(case.name))
        for kind, text in (("failure", case.failure), ("error", case.error)):
            if text:
                child = ET.SubElement(element, kind, message=_clean(text.splitlines()[0]))
                child.text = _clean(text)
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
