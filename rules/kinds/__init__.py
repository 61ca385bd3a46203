"""The kinds «rule» and «calendar»."""
