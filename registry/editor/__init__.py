"""The edit page of all kinds, made from their schemas; reading, comparing, taking out and in.

Others import: buttons, diff, drafts, fields/grid, fields/leaves, fields/nodes, fields/whole,
fields/widgets, labels, page_state, problems, views/base, views/master, views/read.
"""
