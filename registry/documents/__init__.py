"""Documents: identity and draft, frozen dossiers, issued versions, and when they are in force."""
