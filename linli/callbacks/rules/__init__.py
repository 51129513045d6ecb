"""Values in, values out: who is drawn, when to ring, what an order counts for, how sure a share is."""
