"""A process as a drawing: the swim-lane diagram.

Others import: swimlane.
"""
