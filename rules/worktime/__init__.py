"""Working time: calendars, durations, and the arithmetic that explains itself. Pure Python."""
