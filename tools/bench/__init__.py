"""Benchmarks: how much of a bare view's speed is left, at the size of a large city (`make bench`)."""
