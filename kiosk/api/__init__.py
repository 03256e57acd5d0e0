"""The HTTP surface: a FastAPI app, the door in front of it, and what runs while the process lives."""
