"""Looks at a document as another program shows it: for developers, never part of the product."""
