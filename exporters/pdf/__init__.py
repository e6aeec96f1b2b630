"""Papers as PDF: one module per paper, and the engine that lays them out. Importing this loads no PDF library."""
