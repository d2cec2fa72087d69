"""Charts: bars and curves, the menu that copies or saves them, and numbers that an axis can hold."""
