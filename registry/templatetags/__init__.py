"""The parts of every screen as template tags."""
