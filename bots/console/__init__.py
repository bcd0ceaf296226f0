"""The bot in a terminal: the same core, without a platform."""
