"""What the scripts of rules' editors ask the server."""
