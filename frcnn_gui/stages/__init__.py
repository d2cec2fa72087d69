"""The stage debugger's state: the settings tried out, what the stages made of the image, and what is looked at."""
