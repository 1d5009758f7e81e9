"""Forms of the Secretariat's pages: a new meeting, what was understood of a pasted list, points, notes."""
