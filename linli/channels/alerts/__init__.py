"""What changes in an area, by mail or feed: kinds, grids and states, never a word, a name or a door."""
