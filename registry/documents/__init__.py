"""Documents: identity and draft, frozen dossiers, issued versions, and when they are in force.

Others import: checks/codes, checks/in_force, checks/ticks, closure, codes/giving, codes/patterns,
codes/services, columns, constraints, errors, issue/decision, issue/frame, issue/issuing,
issue/numbering, listeners, listing, models, names, policies, rows, services, standing,
starts/models, starts/offers, starts/services, streams, texts/models, texts/services, unfit.
"""
