"""The plaza that an organiser draws: what stands where, the rules it must keep, and proposals for it."""
