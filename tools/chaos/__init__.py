"""The fault run: an installation is killed again and again while it sends, and every mail is accounted for."""
