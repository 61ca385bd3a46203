"""What people type, read: days, hours, numbers, legal citations, and the form fields for them."""
