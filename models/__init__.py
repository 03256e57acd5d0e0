"""The data of Yiji: tables, enums, the table of moves, value checks and refusals.

Knows nothing of screens, languages, sessions or the clock.
"""
