# Needs Python 3.11 or later and make. PYTHON chooses the interpreter: make demo PYTHON=python3.12
PYTHON ?= python3
OUT ?= out/demo
TOOL = .venv-demo/bin/doleance

.PHONY: demo test lint lock clean

demo: .venv-demo/done
	@report=$$($(TOOL) analyse corpora/enquete-boutique/comments.csv -o $(OUT) --title "Enquête boutique" --overwrite) \
		&& echo "The report lies at $(CURDIR)/$$report"

test: .venv/done
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/codespell
	.venv/bin/python -m pytest

.venv-demo/done: requirements/demo.txt
	$(call make_environment,.venv-demo,$<)

.venv/done: requirements/test.txt
	$(call make_environment,.venv,$<)

# An environment from hash-pinned files, with the project in it as it stands in this folder.
define make_environment
	@$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Doleance needs Python 3.11 or later; this is ' + sys.version.split()[0] + '. Try: make $(MAKECMDGOALS) PYTHON=python3.12')"
	@echo "Making $(1) (a few minutes, once)"
	@rm -rf $(1)
	@$(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(2)
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(1)/done
endef

# Pins every package again. The compiler (uv) is not needed otherwise; no index address is written.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		pyproject.toml requirements/build.in --extra pipelines -o requirements/demo.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		pyproject.toml requirements/build.in --extra pipelines --group dev -c requirements/demo.txt -o requirements/test.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		pyproject.toml requirements/build.in --extra train -c requirements/demo.txt -o requirements/train.txt

clean:
	rm -rf .venv .venv-demo out
