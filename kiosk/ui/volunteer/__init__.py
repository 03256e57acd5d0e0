"""The volunteer's tablet: one screen to call people, and a short form for somebody without a screen."""
