"""The boxes of the open image: their table, editing, navigation, locks."""
