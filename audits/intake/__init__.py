"""Intake of published papers: pure functions from the bytes of a file to a draft, without any database."""
