"""Shifts: one's own on the phone, the month's table, the board of who keeps the rosters, the handover book."""
