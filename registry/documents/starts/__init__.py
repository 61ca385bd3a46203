"""What a new document begins from: a template of the agency or of one above, a copy of another."""
