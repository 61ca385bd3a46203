"""The two commands, `make demo` and `make test`, in the standard library alone."""
