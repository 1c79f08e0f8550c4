"""What there is to tell: found by dates, by the record and by how things stand; and whether it still holds."""
