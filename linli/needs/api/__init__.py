"""JSON; all that a stranger can reach is in `public`."""
