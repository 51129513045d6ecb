"""Every read of needs; what staff reads begins with `visible_needs`."""
