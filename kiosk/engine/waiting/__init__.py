"""How long people still wait: learnt from what was seen, with a range that holds in as many cases as it says."""
