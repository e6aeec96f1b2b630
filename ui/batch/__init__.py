"""The batch round in the window: what is asked, sheets typed unseen, the result by disagreement, what became of it."""
