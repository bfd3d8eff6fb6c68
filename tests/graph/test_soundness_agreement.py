"""What the solver says of a condition is what the checker would find by trying every record."""

from __future__ import annotations

import random
from itertools import chain, combinations, product

import pytest
from network_words import duty, rules_of

from compliance.check.condition import Conditions
from compliance.graph.soundness_satisfiable import Satisfiability

LEAVES = [
    "samtycke", "samtycke är falskt", "samtycke är okänt", "samtycke är känt", "färg är röd", "färg är inte gul",
    "färg är ett av (röd, grön)", "färg är okänt", "behov är tomt", "behov är inte tomt", "behov är okänt",
    "behov är enbart vård", "behov är enbart vård, stöd", "behov innehåller hjälp",
    "behov innehåller något av (hjälp, stöd)", "behov innehåller alla av (vård, stöd)",
]  # fmt: skip
BEHOV = ("hjälp", "vård", "stöd")
SUBSETS = [*chain.from_iterable(combinations(BEHOV, n) for n in range(4)), None]
WORLDS = [
    {"samtycke": a, "färg": b, "behov": c}
    for a, b, c in product((True, False, None), ("röd", "gul", "grön", None), SUBSETS)
]


class Record:
    """As much of a timeline as facts need."""

    dated: frozenset[str] = frozenset()

    def __init__(self, facts: dict[str, object]) -> None:
        self.steady = facts


def written(chance: random.Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(LEAVES)
    parts = [f"({written(chance, depth - 1)})" for _ in range(chance.randint(2, 3))]
    return chance.choice([f"inte {parts[0]}", " och ".join(parts), " och ".join(parts), " eller ".join(parts)])


def test_solver_agrees_with_the_checker():
    chance = random.Random(20)
    texts = [written(chance, 3) for _ in range(400)]
    rules = rules_of("".join(duty(f"r{i}", om=text) for i, text in enumerate(texts)))
    guideline = rules.guidelines["prov"]
    solver = Satisfiability(rules.vocabulary, guideline)
    conditions = Conditions(rules.vocabulary, lambda p: lambda *_: None, lambda *_: False)
    answers = []
    for rule, text in zip(guideline.rules, texts, strict=True):
        assert rule.condition is not None
        test = conditions.compile(rule.condition)
        expected = any(test(Record(world), 0, None, None) is True for world in WORLDS)
        assert solver.possible([rule.condition]) is expected, text
        answers.append(expected)
    assert 10 < answers.count(False) < 390


@pytest.mark.parametrize("seed", range(3))
def test_solver_agrees_about_exceptions(seed):
    chance = random.Random(seed)
    texts = [written(chance, 2) for _ in range(90)]
    rules = rules_of("".join(duty(f"r{i}", om=text) for i, text in enumerate(texts)))
    guideline = rules.guidelines["prov"]
    solver = Satisfiability(rules.vocabulary, guideline)
    conditions = Conditions(rules.vocabulary, lambda p: lambda *_: None, lambda *_: False)
    written_conditions = [rule.condition for rule in guideline.rules if rule.condition is not None]
    for holds, first, second in zip(
        written_conditions[::3], written_conditions[1::3], written_conditions[2::3], strict=True
    ):
        tests = [conditions.compile(c) for c in (holds, first, second)]
        values = [[test(Record(world), 0, None, None) is True for test in tests] for world in WORLDS]
        assert solver.possible([holds], [first, second]) is any(v == [True, False, False] for v in values)
