"""A case while it runs: one command from the locked stream to the stored rows.

`session` locks and loads, the engine decides, `lookups` completes what the event needs, `command`
carries it out, `projection` brings the rows after the events. `processes.services` is the door.

Others import: act, answers, beginning, command, opening, projection, saving, shown, verifying,
writing.
"""
