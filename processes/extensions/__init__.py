"""What other packages add to cases: effects of steps, guards, subjects; registers alone.

Others import: effects, guards, subjects.
"""
