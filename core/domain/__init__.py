"""The rules: pure functions and values, no input or output."""
