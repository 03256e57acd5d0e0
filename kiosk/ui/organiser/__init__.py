"""The organiser's screens: plan a market, publish it, watch the day, keep tables and staff.

`frame` draws what is the same everywhere, `tables` an editable table with its save, its errors and its conflicts,
`forms` the same for single things. Every other module is one screen or one part of a screen.
"""
