"""Booths on the plaza: the plan, what is legal on it, what it costs to walk, and the search for better ones."""
