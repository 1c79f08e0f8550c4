"""Sheets that people fill in: their columns, and what was written in them. Nothing is asked or stored here."""
