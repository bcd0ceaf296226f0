"""The Slack, Telegram and console adapters, the command line and what joins them."""
