"""Document control: drafts are reviewed and issued by a process of the agency.

Others import: comments/acts, lists, reviews, services, upkeep, proposals/offers,
proposals/reading, proposals/requests, proposals/services.
"""
