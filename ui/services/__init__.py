"""The parts of the Services page: targets, impact grid, dependencies, map."""
