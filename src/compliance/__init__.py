"""Discharge guidelines as declarative rules, checked against recorded timelines."""
