"""What a file is, told by its bytes before anything reads it: evidence and reports are looked at alike."""
