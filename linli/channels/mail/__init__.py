"""Letters by electronic mail: in from a mailbox, answers out."""
