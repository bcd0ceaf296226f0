"""What Vigil is: its rules, wishes and words, knowing no platform, database or timer."""
