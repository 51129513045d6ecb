"""The open board: how much is under way and how fast, in counts by tens and nothing finer."""
