"""Reading the team's own workbook into the pipeline: guard, read, map, plan, preview, apply, undo.

`workbook` guards and opens the file, `headers` finds the table, `columns` proposes what each column is, `values` reads
the cells, `reading` joins them into rows. None of these touches the database.
"""
