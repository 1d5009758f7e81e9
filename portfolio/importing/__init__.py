"""Import of old records from XLSX (P08): the table's columns, safe reading, checking row by row, reports.

Nothing here writes records; `services.imports` does.
"""
