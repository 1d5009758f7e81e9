"""Every write to the records of the meetings."""
