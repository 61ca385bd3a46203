"""What the people who run an installation need: copies kept apart, their return, unsafe settings."""
