"""«Nhập tài liệu sẵn có»: sending a list with its files, reading the report, what came of it."""
