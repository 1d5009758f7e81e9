"""Forms of the portfolio: they parse what is typed and say what is wrong; services write."""
