"""Work orders of a hotline, in and out as tables."""
