"""How boxes overlap, and which detection found which object. Free of torch."""
