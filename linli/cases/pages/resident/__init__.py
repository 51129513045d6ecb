"""The resident's face: everything here can be reached by a stranger."""
