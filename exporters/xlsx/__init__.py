"""Workbooks: one module or package per workbook, and what they share. Importing this package does not load openpyxl.

``looks`` names colours and styles, ``cells`` turns values into the XML of rows, ``book`` puts a workbook together.
Cells are written by ``cells`` and not by openpyxl, because openpyxl leaves the results of formulas out, so that
previews and phones would show blanks; it also takes a leading ``=`` in a text for a formula. openpyxl writes all the
rest: columns, tables, conditional formats, validations, names, styles and properties.
"""
