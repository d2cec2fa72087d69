"""Which network detects: choosing, loading and keeping it."""
