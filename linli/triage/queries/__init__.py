"""Every read of triage."""
