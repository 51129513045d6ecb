"""Every write: drawing, ringing, counting."""
