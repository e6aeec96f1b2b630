"""The parts of the page Risks: what the register says, its columns, the detail of a risk, and the heat map."""
