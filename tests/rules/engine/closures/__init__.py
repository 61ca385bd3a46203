"""A second opinion on rules: closures, written before the source of rules and apart from it.

One closure stands for each part of a checked tree. Slow and plain; nothing of the product uses it.
"""
