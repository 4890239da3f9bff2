"""Worlds to measure in: cities, events, submissions, threads, recommendations and a valid history, of any size."""
