"""Every read of the cases app, by subject."""
