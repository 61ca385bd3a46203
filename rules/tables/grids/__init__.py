"""Tables that come and go as grids of words: workbooks of Excel, what is pasted."""
