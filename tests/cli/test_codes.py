"""Every code has a page, and the run's own codes are used."""

from __future__ import annotations

from pathlib import Path

from compliance.cli.codes import RUN_CODES, all_codes, page

SOURCE = Path(__file__).parents[2] / "src" / "compliance"


def test_every_code_has_a_page_that_begins_with_its_title() -> None:
    for code, title in all_codes().items():
        text = page(code)
        assert text is not None and text.startswith(f"# {code}: {title}\n"), code


def test_a_code_that_does_not_exist_has_no_page() -> None:
    assert page("G999") is None and page("X1") is None


def test_the_codes_of_a_run_are_used_outside_their_pages() -> None:
    texts = "".join(p.read_text("utf-8") for p in SOURCE.rglob("*.py") if p.name != "codes.py")
    assert all(f'"{code}"' in texts for code in RUN_CODES)
