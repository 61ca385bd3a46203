"""What people send: an archive of files, the list of them, and what a line of it says."""
