"""The public face of the meetings."""
