"""Facts about the world that are read, not computed."""
