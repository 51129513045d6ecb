"""Every read: the plan, who is to be rung, what is known of matters, sums and the lists behind them."""
