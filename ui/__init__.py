"""Both faces of Foreshock: the command line and the Qt windows."""
