"""Tools of the guideline author: sample cases against their expected verdicts."""
