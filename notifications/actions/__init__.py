"""What people do with mails, one use case a file."""
