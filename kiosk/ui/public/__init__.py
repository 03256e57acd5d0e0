"""Screens for everybody that are not the resident's: the staff's door, and the board of the hall."""
