"""The rules that never break, one file a rule."""
