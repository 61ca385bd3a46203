"""What happened (events), what must still be done (outbox), what is done regularly."""
