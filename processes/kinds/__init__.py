"""The kinds «process» and «step template»."""
