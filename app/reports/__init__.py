"""Composers: what stands in each paper, as the neutral tree of ``app.report``. They know no file format."""
