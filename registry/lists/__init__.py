"""What lists need: the order of Vietnamese words, and files for spreadsheets."""
