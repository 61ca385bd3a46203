"""One list for everything: what it shows, finds, keeps and writes into files."""
