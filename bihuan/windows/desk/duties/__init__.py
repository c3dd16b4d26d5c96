"""Duties: one's own day, made for the phone, and the board of those who answer for a place."""
