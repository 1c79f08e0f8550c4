"""What people decide about mail, one use case a file."""
