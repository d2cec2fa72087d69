"""Autosave, journal, crash recovery, conflicts with other programs, backup copies."""
