"""Documents in force are read again from time to time: when, who did, who is reminded.

Others import: dues, models, policies, services.
"""
