"""Repeatable measurements: worlds of any size, floors on the same server, and the table of ratios. See docs/bench.md."""
