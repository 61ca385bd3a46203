# The two commands are `make demo` and `make test`; the rest are parts of them.
.PHONY: demo demo-reset test lint test-sqlite test-postgresql
.SILENT:

demo:
	python=$$(tools/find_python) && exec "$$python" -m tools.demo

demo-reset:
	python=$$(tools/find_python) && exec "$$python" -m tools.demo --reset

test:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify

lint:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify checks

test-sqlite:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify sqlite $(ARGS)

test-postgresql:
	python=$$(tools/find_python) && exec "$$python" -m tools.verify postgresql $(ARGS)
