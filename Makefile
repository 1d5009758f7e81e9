# Short names for the commands of run.py; nothing here is needed.
.PHONY: serve test bench install check lint format messages

serve:
	python3 run.py

test:
	python3 run.py test

bench:
	python3 run.py bench

install:
	python3 run.py install

check:
	bash .ci/run

lint: install
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	RIAL_DEMO=1 .venv/bin/mypy .
	.venv/bin/lint-imports
	.venv/bin/djlint --lint templates

format: install
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

messages:
	python3 run.py manage makemessages --locale es --ignore .venv --ignore .data
	python3 run.py manage compile_catalogs
