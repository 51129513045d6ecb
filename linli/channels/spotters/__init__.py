"""Couriers and shop keepers tell of things that are dangerous; what was put right is looked at again."""
