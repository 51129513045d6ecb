"""JSON of places."""
