"""Web-hooks out: other systems are told what happens, in ids and states."""
