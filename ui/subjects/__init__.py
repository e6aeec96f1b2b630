"""Tables and forms of any subject, made from its fields; the pages put them together."""
