"""The list of plans, and the builder in which one is drawn up, approved and kept current."""
