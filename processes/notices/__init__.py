"""Who is told what of work, in which words: after each command, by an effect, to stand-ins.

Others import: telling.
"""
