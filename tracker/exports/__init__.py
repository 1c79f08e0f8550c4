"""The official papers, one form a file, all from `tracker.reports`."""
