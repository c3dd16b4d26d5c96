"""The reading desk: from a written text to an edition in force."""
