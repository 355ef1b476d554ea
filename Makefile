# One way to run each thing. Needs Python 3.11 or newer and make; everything else is fetched into .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: start example test lint check bench learn screenshot lock clean

start: .venv/ready            ## the main job: opens the advisor at an address of this machine
	@$(BIN)/hoofbeat serve

example: .venv/ready          ## the advice for an example case, in the terminal
	@$(BIN)/hoofbeat advise examples/pancreas-g2-bulky.yaml

test: .venv/ready lint        ## lint, types, layers, then the tests
	sh scripts/browser.sh
	$(BIN)/hoofbeat check
	$(BIN)/pytest -n auto --dist loadfile

lint: .venv/ready
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

check: .venv/ready            ## prove the knowledge
	$(BIN)/hoofbeat check

bench: .venv/ready            ## speed and memory, as ratios
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/pooling.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/words.py

learn: .venv/ready           ## what questions want, learned anew from knowledge/phrases/examples.yaml
	$(BIN)/python scripts/learn.py

screenshot: .venv/ready       ## makes the picture in the README again
	HOOFBEAT_DRAW=1 $(BIN)/pytest tests/web/test_screenshot.py

lock:                         ## pin every dependency with its hashes, for a new release
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev --extra pdf -o requirements.lock pyproject.toml

.venv/ready: pyproject.toml requirements.lock
	@PYTHON="$(PYTHON)" sh scripts/environment.sh
	@touch $@

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
