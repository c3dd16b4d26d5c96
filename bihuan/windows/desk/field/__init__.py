"""The duties on the phone of whoever walks the rounds: big, installable, good without network."""
