"""Who is editing a draft now, and taking it over.

Others import: services.
"""
