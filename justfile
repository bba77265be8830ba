# `just` lists everything. `just check` is what CI runs.

python := ".venv/bin/python"

_list:
    @just --list --unsorted

# Run the main job: just ask "How is cystitis treated?"
ask question:
    {{python}} -m citewell ask "{{question}}"

# Run the tests
test *args:
    {{python}} -m pytest -n auto {{args}}

# Style and errors
lint:
    {{python}} -m ruff check src tests tools
    {{python}} -m ruff format --check src tests tools

# Types, strict on the core
types:
    {{python}} -m mypy

# Which package may import which
imports:
    .venv/bin/lint-imports

# Generated files are up to date
drift:
    {{python}} tools/make_schema.py --check
    {{python}} tools/make_cli_reference.py --check
    {{python}} tools/make_settings_reference.py --check
    {{python}} tools/make_openapi.py --check
    {{python}} tools/starter_table.py --check
    {{python}} tools/review_states.py --check
    {{python}} tools/lock.py --check

# Everything CI checks
check: lint types imports drift test

# Format the code
format:
    {{python}} -m ruff format src tests tools
    {{python}} -m ruff check --fix src tests tools

# Write the generated files again
docs:
    {{python}} tools/make_schema.py
    {{python}} tools/make_cli_reference.py
    {{python}} tools/make_settings_reference.py
    {{python}} tools/make_openapi.py
    {{python}} tools/starter_table.py
    {{python}} tools/review_states.py

# Write the golden articles anew; read the difference before you commit it
golden:
    CITEWELL_ACCEPT_GOLDEN=1 {{python}} -m pytest tests/golden

# Measure the figures of docs/explanation/performance.md beside their peers
bench *args:
    {{python}} tools/bench {{args}}

# Load a site: 20 readers ask while 4 editors save, on each database; docs/explanation/under-load.md
load *args:
    {{python}} tools/load_site.py {{args}}

# Kill a mirror run at 20 random moments; each resume must come to the library of an undisturbed run
kill-mirror *args:
    {{python}} tools/kill_mirror.py {{args}}

# Pin the dependencies again, with hashes and without any address
lock:
    {{python}} tools/lock.py

# Measure what an ingest of each file in a folder takes: docs/explanation/sources.md
sources folder:
    {{python}} tools/measure_sources.py {{folder}}
