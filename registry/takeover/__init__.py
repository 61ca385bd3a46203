"""Documents that were issued on paper, taken over together: a list, its files, what comes of them.

A list is checked first, and nothing is written but the report; then each of its lines becomes an
issue in a transaction of its own.
"""
