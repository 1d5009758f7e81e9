"""Public pages of the portfolio: parse, call, render."""
