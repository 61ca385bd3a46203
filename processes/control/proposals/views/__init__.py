"""Pages of proposals: raising one, deciding, the lists, requests to amend."""
