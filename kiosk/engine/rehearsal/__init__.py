"""A market day, gone through many times before it comes: who waits where, how long, and what would help."""
