"""What a reply means: its parts, all wording, and an example of each."""
