"""Accounts, bills and money at the desk."""
