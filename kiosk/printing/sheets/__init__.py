"""Sheets for a market day: the plan to scale, a sign for each booth, the list of who stands where."""
