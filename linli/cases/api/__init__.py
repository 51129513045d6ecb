"""JSON; all that a stranger can reach is in `public`, machines with a token have the rest but `desk`."""
