"""Pages without the paint: what other systems read and do (contract.md)."""
