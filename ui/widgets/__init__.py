"""The parts that pages are built of: labels, buttons, chips, cards, dialogs, grid and charts."""
