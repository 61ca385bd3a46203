"""Pages for administrators: people, units, trail, background work, backups."""
