"""What continuity means: the session file, its model, the verbs and the arithmetic. No Qt."""
