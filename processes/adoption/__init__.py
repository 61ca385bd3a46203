"""Running a procedure of an agency above: preparing, deciding, binding roles, hearing of it."""
