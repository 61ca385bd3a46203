"""Ready public pages: kept until something changes, given again before anything else runs."""
