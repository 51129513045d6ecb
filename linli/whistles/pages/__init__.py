"""Pages of whistles."""
