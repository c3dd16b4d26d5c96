"""What anybody may look up: services and what they need, halls, prices."""
