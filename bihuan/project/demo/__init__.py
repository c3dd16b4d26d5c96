"""A company that never was, and ninety days of its work, played through the verbs."""
