"""An example of a plug-in for Faster R-CNN Studio: a format, a network, proposals, outlines and an action."""
