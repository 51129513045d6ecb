"""The faces: a file per face; all that a stranger can reach is in `resident`."""
