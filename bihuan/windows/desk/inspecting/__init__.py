"""Inspections: planned and drawn, filled in on the phone, signed, appealed, ranked."""
