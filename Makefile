# The two commands are `make demo` and `make test`; the rest are parts of them.
# ARGS go to pytest: make test ARGS="tests/rules -x".
.PHONY: demo demo-reset pictures test quick lint test-sqlite test-postgresql coverage
.SILENT:

demo:
	python=$$(tools/find_python) && exec "$$python" -m tools.demo

demo-reset:
	python=$$(tools/find_python) && exec "$$python" -m tools.demo --reset

pictures:
	python=$$(tools/find_python) && exec "$$python" -m tools.pictures $(ARGS)

test:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify all $(ARGS)

quick:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify quick $(ARGS)

lint:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify checks

test-sqlite:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify sqlite $(ARGS)

test-postgresql:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify postgresql $(ARGS)

coverage:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify coverage $(ARGS)
