"""A draft that decides, tried before it is issued: on cases that ended, or on the lines of a file.

`deciders` says how a kind answers, `running` lays the draft beside its issue in force, case by
case.
"""
