# make book        the book: _build/html/index.html, from the stored notebooks, executing nothing
# make pdf         the same pages and the whole book as a PDF, printed by Chromium
# make check       style, types, who imports whom, the package: about a minute
# make test        everything: that, every cell of every chapter, the built pages (ten to fifteen minutes)
# make notebooks   execute every chapter: book/**/X.md becomes book/**/X.ipynb, and that the
#                  notebook for readers, notebooks/**/X.ipynb
# make bench       the package beside its peers: benchmarks/RESULTS.md (a quarter of an hour)
# make times       how long the chapters take: book/back/run-times.md (a quarter of an hour)
# make serve       the book at http://127.0.0.1:8000
# make clean       remove what was built; `make distclean` removes the environment as well
#
# PYTHON=python3.12   makes the environment with another Python
# PIP_OPTIONS=...     goes to pip: on Linux, for example, an index whose PyTorch comes without GPU
#                     libraries

PYTHON ?= python3
VENV ?= .venv
PIP_OPTIONS ?=

RUN := $(VENV)/bin/python -m
READY := $(VENV)/.ready
HTML := _build/html
BUILT := $(HTML)/.built
PDF := $(HTML)/shapley-values.pdf
SOURCES := _config.yml _toc.yml $(wildcard CITATION.cff _ext/*.py _ext/pdf/* shapley_tutor/plots/_style.py shapley_tutor/plots/_pages.py shapley_tutor/plots/_night.py shapley_tutor/sampling/*.py notebooks/*/*.ipynb) $(shell find book -type f ! -path '*/.*' ! -name '*.py')

.PHONY: book pdf browser style check test notebooks experiments bench times serve clean distclean

book: $(BUILT)
	@echo "The book is built: open $(HTML)/index.html"

pdf: browser $(PDF)
	@echo "The book is printed: open $(PDF)"

browser:
	@! command -v "$(PYTHON)" >/dev/null 2>&1 || "$(PYTHON)" _ext/pdf/browsers.py >/dev/null

style: $(READY)
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/python tools/notebooks.py --check
	$(VENV)/bin/python tools/readers.py --check
	$(RUN) mypy

# One thread for each worker: threads of several would wait for one another.
check test: export OMP_NUM_THREADS = 1

check: style
	$(RUN) pytest -n auto --dist loadfile -q shapley_tutor tests/package

test: style
	$(RUN) pytest -n auto --dist loadfile --no-loadscope-reorder

notebooks: $(READY)
	$(VENV)/bin/python tools/notebooks.py
	$(VENV)/bin/python tools/readers.py

# Half an hour on two cores; what they give is stored, and `make test` computes a part of each anew.
experiments: $(READY)
	$(VENV)/bin/python tools/recompute.py

bench: $(READY)
	$(RUN) pip install --quiet $(PIP_OPTIONS) -c constraints.txt -e '.[bench]'
	$(VENV)/bin/python benchmarks/run.py

times: $(READY)
	$(VENV)/bin/python tools/run_times.py

serve: $(BUILT)
	$(RUN) http.server --bind 127.0.0.1 --directory $(HTML) 8000

clean:
	rm -rf _build .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find _ext book shapley_tutor tests tools -name __pycache__ -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

# Every page, every time: an incremental build would pass over the warnings of pages already built.
$(BUILT): $(READY) $(SOURCES)
	@rm -f $@
	$(VENV)/bin/jupyter-book build . --all -W --keep-going
	@touch $@

$(PDF): $(READY) $(SOURCES)
	@rm -f $(BUILT)
	BOOK_PDF=1 $(VENV)/bin/jupyter-book build . --all -W --keep-going
	@touch $(BUILT)

$(READY): pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name yours:" >&2; \
	  echo "  make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is `"$(PYTHON)" --version 2>&1`; this book needs Python 3.11 or newer." >&2; \
	  echo "Install one and name it: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments: its modules venv and ensurepip are missing." >&2; \
	  echo "On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@"$(VENV)/bin/python" -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear "$(VENV)"
	@echo "Installing into $(VENV): once, a few minutes"
	@$(RUN) pip install --quiet $(PIP_OPTIONS) -c constraints.txt -e '.[test]'
	@touch $@
