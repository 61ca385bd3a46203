"""From drafts to a version in force: freezing, deciding, numbering, issuing."""
