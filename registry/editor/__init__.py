"""The edit page of all kinds, made from their schemas; reading, comparing, taking out and in.

Others import: addresses, buttons, changes, comparison, diff, drafts, fields/grid, fields/leaves,
fields/nodes, fields/whole, fields/widgets, labels, page_state, panels, problems, views/base,
views/master, views/read.
"""
