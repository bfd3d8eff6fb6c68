# make check   the main job: the sample timelines against their verdicts, then what is found in them
# make test    what a contributor runs: ruff, mypy, pytest
# Both set up what they need in .venv; only Python 3.11 or newer is asked for.

.PHONY: check test bench clean

check:
	@sh .ci/check

test:
	@sh .ci/setup .venv dev
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/pytest

bench:
	@sh .ci/setup .venv
	.venv/bin/python benchmarks/run.py

clean:
	rm -rf .venv build dist benchmarks/data .mypy_cache .ruff_cache .pytest_cache .hypothesis
