"""Examples of rules and tables: cases with the answer that the law gives, and how far they reach.

A kind plugs in by a `Subject` (its tree, its inputs, how an answer is compared) and the schema of
what an example expects; `of_rules` is how the kind rule does it.

Others import: of_rules, of_tables, reading, running, services, shape, subject.
"""
