"""Pictures of the screens: for the guide, and of every main page for looking at."""
