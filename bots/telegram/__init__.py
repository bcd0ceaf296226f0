"""The Telegram side of the bot, over python-telegram-bot."""
