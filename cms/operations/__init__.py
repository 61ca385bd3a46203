"""What those need who run an installation: copies, their return, unsafe settings.

Others import: backup, databases, manifest, restore, watching.
"""
