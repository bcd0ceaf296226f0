"""From what a person typed to a filter, with typing errors met."""
