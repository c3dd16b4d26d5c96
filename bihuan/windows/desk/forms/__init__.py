"""The form of each verb: what it asks, with choices that fit the case."""
