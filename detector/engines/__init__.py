"""Detection in many images by onnxruntime, where that is measured to be faster than the network and finds the same.

`choice` decides whether it is tried, `trial` holds it against the network on the first images of a folder, `kept` has
what passed, and `session` runs it.
"""
