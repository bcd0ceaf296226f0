"""Documents as files: Markdown, and a page that holds all that it needs."""
