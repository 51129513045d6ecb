"""The cockpit's pages: the board of a place, its wall, its day report, its table as a file."""
