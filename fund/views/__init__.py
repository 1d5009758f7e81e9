"""The public pages of the Fund."""
