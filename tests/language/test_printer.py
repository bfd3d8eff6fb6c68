"""The layout of rule files, example by example: what is written, what the formatter makes of it."""

import pytest

from compliance.language.diagnostic import DiagnosticError
from compliance.language.parse import parse
from compliance.language.printer import format_text


def formatted(text: str, language=None) -> str:
    result = format_text("regel.riktlinje", text, language)
    assert format_text("regel.riktlinje", result) == result
    return result


CASES = {
    "empty file": ("", ""),
    "blank file": (" \n\t\n", ""),
    "only comments": ("\n\n  # ett\n\n\n# två", "# ett\n\n# två\n"),
    "final newline": ("roll a", "roll a\n"),
    "one line each": ("roll a roll b är c", "roll a\nroll b är c\n"),
    "author's blank line": ("roll a\n\n\n\nroll b\nroll c\n", "roll a\n\nroll b\nroll c\n"),
    "blank line between kinds": ("roll a\nfaktum b text\n", "roll a\n\nfaktum b text\n"),
    "carriage returns": ("\ufeffroll a\r\n# å\r\nroll b\r\n", "roll a\n# å\nroll b\n"),
    "composed letters": ("roll a\u030a\n", "roll å\n"),
    "tabs": (
        'kalender\tk\n\tland\t"SE"\n\tstängt\taftnar',
        'kalender k\n  land        "SE"\n  stängt      aftnar\n',
    ),
    "punctuation": (
        "begrepp x betyder a . b är ett av( c ,d )och( inte e )",
        "begrepp x\n  betyder     a.b är ett av (c, d) och (inte e)\n",
    ),
    "words of a keyword": ("gäller \t inte a . b", "gäller inte a.b\n"),
    "left to a person": (
        "grund g bortfaller om(a)avgörs\ninte om(b)enligt R-8 tolkning R-8 \"c\"",
        'grund g\n  bortfaller om (a)\n  avgörs inte om (b) enligt R-8\n  tolkning    R-8 "c"\n',
    ),
    "long keyword": ("grund g bortfaller om(a)", "grund g\n  bortfaller om (a)\n"),
    "keyword alone": ("händelse h avslutar ärendet", "händelse h\n  avslutar ärendet\n"),
    "singular and plural": (
        "parameter a = 1 timmar parameter b = 2 timme parameter c = 1 år",
        "parameter a = 1 timme\nparameter b = 2 timmar\nparameter c = 1 år\n",
    ),
    "comment in a condition": (
        "begrepp x betyder a # ett\n och # två\n b",
        "begrepp x\n  betyder     a  # ett\n              och  # två\n              b\n",
    ),
    "comment before a clause": (
        "händelse h\n# ett\n\n\n      # två\n\nverb göra",
        "händelse h\n  # ett\n\n  # två\n  verb        göra\n",
    ),
    "comment before a case": (
        "betalningsansvar b betalare c om d\n# ett\ne annars # två",
        "betalningsansvar b\n  betalare    c om d\n              # ett\n              e annars  # två\n",
    ),
    "comment right on top": ("roll a\n  # om b\nroll b", "roll a\n# om b\nroll b\n"),
    "comment that ends a rule": ("roll a\n\n  # om a\n\n\nroll b", "roll a\n  # om a\n\nroll b\n"),
    "indented and not": ("roll a\n  # om a\n# om b\nroll b", "roll a\n  # om a\n\n# om b\nroll b\n"),
    "comment in a role": (
        "roll a är b # ett\n företräds av enheten i c",
        "roll a är b  # ett\n  företräds av enheten i c\n",
    ),
    "commentary with carriage return": ("# a\rb\nroll a", "# a b\nroll a\n"),
    "hash in a text": ('benämning a är "nr # 1" # ett', 'benämning a är "nr # 1"  # ett\n'),
    "quotation marks in a comment": ('roll a # "ett\nroll b # två"', 'roll a  # "ett\nroll b  # två"\n'),
}


@pytest.mark.parametrize("case", CASES)
def test_layout(case):
    written, expected = CASES[case]
    assert formatted(written) == expected


LANGUAGES = {
    "first keyword decides": ("parameter a = sant", "parameter a = sant\n", "parameter a = true\n"),
    "unit decides": ("parameter a = 2 days", "parameter a = 2 days\n", "parameter a = 2 days\n"),
    "no telling": ("parameter a = 2", "parameter a = 2\n", "parameter a = 2\n"),
    "mixed": ("role a\nroll b", "role a\nrole b\n", "role a\nrole b\n"),
    "words stay": (
        "händelse h verb skicka fält datum datum",
        "händelse h\n  verb        skicka\n  fält        datum datum\n",
        "event h\n  verb        skicka\n  field       datum date\n",
    ),
    "singular of a year": ("parameter a = 1 år", "parameter a = 1 år\n", "parameter a = 1 year\n"),
    "plural of a name": (
        "skärpning s ersätter r inom n vecka",
        "skärpning s\n  ersätter    r\n  inom        n veckor\n",
        "tightening s\n  replaces    r\n  within      n weeks\n",
    ),
    "once per year": (
        "skärpning s ersätter r minst en gång per 1 år fram till h",
        "skärpning s\n  ersätter    r\n  minst en gång per 1 år fram till h\n",
        "tightening s\n  replaces    r\n  at least once per 1 year until h\n",
    ),
}


@pytest.mark.parametrize("case", LANGUAGES)
def test_language(case):
    written, own, english = LANGUAGES[case]
    assert formatted(written) == own
    assert formatted(written, "en") == english


def test_lines_end_at_100_columns():
    names = ", ".join(f"roll_{number:02}" for number in range(30))
    lines = formatted(f"händelse h\n  av {names}").splitlines()
    assert [line[:14].strip() for line in lines] == ["händelse h", "av", "", "", ""]
    assert all(len(line) <= 100 for line in lines)
    assert lines[1].endswith("roll_08,") and len(lines[1]) + len(" roll_09,") > 100


def test_a_line_of_100_columns_is_kept():
    name = "x" * (100 - len("  betyder     a och "))
    assert formatted(f"begrepp b betyder a och {name}").splitlines()[1].endswith(f"a och {name}")
    assert formatted(f"begrepp b betyder a och {name}x").splitlines()[2].strip() == f"och {name}x"


def test_a_long_condition_breaks_at_its_outermost_place():
    inner = " eller ".join(f"fakta_nummer_{number}" for number in range(4))
    lines = formatted(f"begrepp b betyder villkor_ett och villkor_två och ({inner})").splitlines()
    assert lines[1:] == ["  betyder     villkor_ett och villkor_två", f"              och ({inner})"]


def test_the_window_of_a_deadline_is_not_broken():
    long = "a" * 60
    assert f"mellan      3 och {long} dagar" in formatted(f"skärpning s ersätter r mellan 3 och {long} dag")


def test_a_role_that_is_too_long_gets_a_clause():
    long = "r" * 60
    text = f"roll {long} är b företräds av enheten i {long}"
    assert formatted(text) == f"roll {long} är b\n  företräds av enheten i {long}\n"


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("skärpning s ersätter r inom samma\ndag", "samma dag"),
        ("skärpning s ersätter r inom nästa\nvardag", "nästa vardag"),
        ("grund g kräver\nregel h", "kräver regel h"),
    ],
)
def test_the_words_of_a_keyword_come_together(text, together):
    assert together in formatted(text)
    assert parse("a", formatted(text)).declarations == parse("a", text).declarations


MISTAKES = ["skyldighet", "roll a roll", "hej", 'benämning a är "b', "roll a\n  om b\nroll c är 3"]


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_are_the_parsers(text):
    with pytest.raises(DiagnosticError) as raised:
        format_text("fel.riktlinje", text)
    assert raised.value.diagnostics == parse("fel.riktlinje", text).diagnostics != ()


@pytest.mark.parametrize("text", ["# a\u00a0b\nroll a", 'benämning a är "\u202e"', "roll a # \u200b"])
def test_invisible_characters_are_refused(text):
    with pytest.raises(DiagnosticError) as raised:
        format_text("fel.riktlinje", text)
    assert {d.code for d in raised.value.diagnostics} == {"G005"}


def test_deep_conditions_do_not_recurse():
    text = "begrepp b betyder " + "(" * 5000 + "a" + ")" * 5000
    assert formatted(text).count("(") == 5000
