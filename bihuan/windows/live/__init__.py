"""Live streams: what changes, shown at once on every screen that listens."""
