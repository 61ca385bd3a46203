"""Decision tables: rows of conditions and what follows, compiled, said, analysed, read from Excel.

`compile_table` gives what looks answers up, `problems` says what is wrong, `analyse` what is never
reached, overlaps or lacks a row. A body's cells are described in `cells`.

Others import: analysis, answers, cells, columns, compile, grids/imported, grids/pasted,
grids/sheets, grids/workbooks, pages, problems, reading, shape, tree, words.
"""
