"""How other systems come in."""
