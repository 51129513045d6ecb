"""A file per face: `resident` and `by_link` are all a stranger can reach."""
