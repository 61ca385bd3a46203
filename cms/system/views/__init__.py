"""Pages for administrators, a module a subject."""
