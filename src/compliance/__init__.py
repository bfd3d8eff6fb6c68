"""Discharge guidelines as declarative rules, checked against recorded timelines.

from compliance import check, load_episodes, load_rules

rules = load_rules()                                  # the shipped rules; raises RulesError
for episode in load_episodes(["fixtures/"], rules):   # Episode, or Unusable with its diagnostics
    verdict = check(episode, rules, as_of="2024-04-30T23:59:59")
"""

import compliance.check as _room  # before the function of that name: a package loaded later would take its place
from compliance.api import RulesError, check, load_episodes, load_rules, settle

__version__ = "0.1.0"
del _room
__all__ = ["RulesError", "__version__", "check", "load_episodes", "load_rules", "settle"]
