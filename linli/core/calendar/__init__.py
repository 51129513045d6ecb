"""The working calendar: which minutes count, and when a time limit ends."""
