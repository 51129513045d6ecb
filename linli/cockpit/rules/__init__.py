"""Values in, values out: what a case counts for, shares, drawings, sentences."""
