"""Every write of the cases app: intake, the desk, the unit, the caller, the clock."""
