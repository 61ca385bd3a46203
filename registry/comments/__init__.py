"""What reviewers say to a passage of a dossier, what became of it, where the passage is now.

Others import: models, placing.
"""
