"""Rule files to a checked, layered graph of obligations."""

from compliance.graph.load import Loaded, load_rules, load_texts
from compliance.graph.model import Guideline, Rule, RuleSet
from compliance.graph.vocabulary import Vocabulary

__all__ = ["Guideline", "Loaded", "Rule", "RuleSet", "Vocabulary", "load_rules", "load_texts"]
