"""The fragments of triage, by face."""
