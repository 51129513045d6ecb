"""The morning's overview: what is due today, late, waiting, for units that want it."""
