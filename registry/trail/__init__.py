"""What happened (events), what must still be done (outbox), what is done regularly.

Others import: events, models, outbox, regular, types, upkeep.
"""
