"""What happens when an action is used: each file binds the actions of one subject."""
