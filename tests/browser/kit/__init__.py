"""One screen that shows every piece of the kit, for tests that need a piece and no service behind it."""
