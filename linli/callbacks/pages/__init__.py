"""What desks and leaders see: the list to ring, the sheet of one call, the shares and what is behind them."""
