"""Every read of whistles."""
