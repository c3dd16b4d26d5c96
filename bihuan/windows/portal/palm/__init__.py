"""The customer's own pages: what he sees once he is signed in."""
