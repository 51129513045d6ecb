"""Every read of the cockpit: pasts of cases, places in reach, numbers, drawings, pages."""
