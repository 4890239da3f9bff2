"""The demo: four cities, their events and what became of every input, replayed through the domain's own verbs."""
