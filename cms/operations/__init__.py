"""What those need who run an installation: copies, their return, unsafe settings."""
