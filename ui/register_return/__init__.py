"""The register's way back in the window: a workbook that others edited, compared and taken over field by field."""
