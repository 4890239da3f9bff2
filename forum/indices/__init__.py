"""Index schemes as data, their values and targets, and the six pillars."""
