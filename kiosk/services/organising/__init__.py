"""What organisers do: plan markets, keep the tables, look after staff, watch the day.

Tables are saved as `save_x(db, …, shown=…, rows=…)`: what this organiser was shown, and what stands there now. A row
that differs from what was shown is an edit, a shown row that is gone is a deletion, a row without id is new; all other
rows are left alone, so a stale screen never writes over a colleague. An edit of a row that a colleague has changed
meanwhile is refused with `Changed`, which tells what is stored now. A call saves everything or nothing.
"""
