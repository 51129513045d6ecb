"""Pages of places: management and doors for staff, one search for residents."""
