"""The kinds «process» and «step template».

Others import: process, process/opening, process/render, step_template/copying,
step_template/updates.
"""
