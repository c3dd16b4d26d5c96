"""The registers of a desk: something comes in, is held, goes out."""
