"""The portfolio as CSV files: reading, checking, planning changes, writing."""
