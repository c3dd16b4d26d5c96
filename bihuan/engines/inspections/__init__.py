"""Inspections: who is looked at, what was found, whether it was fair, and how places stand beside each other."""
