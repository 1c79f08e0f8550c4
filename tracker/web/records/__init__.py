"""The record as people read it: sentences, fields before and after, pages, and what is taken away of it."""
