"""The parts shared by several formats."""
