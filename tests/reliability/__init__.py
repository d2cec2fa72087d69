"""What takes too long for every run: how the program bears being killed."""
