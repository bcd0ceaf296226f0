"""The Telegram side of the bot, over python-telegram-bot."""

import os

# Read by python-telegram-bot at each use: durations are timedelta, not numbers. Without it, every
# RetryAfter that the library raises also warns of a deprecation.
os.environ.setdefault("PTB_TIMEDELTA", "true")
