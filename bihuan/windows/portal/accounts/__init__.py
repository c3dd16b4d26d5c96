"""The customer's own accounts, bills and payments."""
