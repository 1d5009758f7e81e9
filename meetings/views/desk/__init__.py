"""The delegations' desk in the meetings: consultations, polls, participants, event proposals."""
