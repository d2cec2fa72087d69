"""An example of a plug-in for Faster R-CNN Studio: a label format, region proposals and an action."""
