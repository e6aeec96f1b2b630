"""Documents out of a session: workbooks and PDFs. No Qt; never writes to the session."""
