"""The edit page of all kinds, made from their schemas; reading, comparing, taking out and in."""
