"""Who looks at outages: those who announce them, decide on what they cost, or speak with customers."""

LOOKS = ("outages", "compensation", "accounts")
