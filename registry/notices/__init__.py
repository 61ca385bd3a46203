"""What people are told, until it is done or read.

Others import: models, services.
"""
