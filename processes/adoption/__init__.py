"""Running a procedure of an agency above: preparing, deciding, binding roles, hearing of it.

Others import: binding, needs, running, services.
"""
