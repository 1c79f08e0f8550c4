"""The lifecycle as its grid, and as a model that runs against the code."""
