"""Document control: drafts are reviewed and issued by a process of the agency.

Others import: lists, reviews, services, upkeep, comments/acts, proposals/models,
proposals/offers, proposals/reading, proposals/requests, proposals/services.
"""
