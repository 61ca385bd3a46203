"""Who gets which issue of a document, who has read it, and which printed copies are out.

Others import: copies, models, people, policies, reading, services.
"""
