"""Pictures of the screens, for whoever reviews them: `make pictures`."""
