"""What citizens are told about their case, and what they say of it.

Others import: following, ratings, receipt, services.
"""
