"""Values in, values out: roles of units, look-alikes, places named in a text, how well the suggestions do."""
