"""Tables in and out: CSV and Excel, with the line and the reason of everything refused."""
