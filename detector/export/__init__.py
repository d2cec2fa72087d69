"""A detector as one ONNX file, from pixels to boxes, and the proof that it finds the same.

The graph is written node by node from the configuration and the weights, a file for each stage as in
`detector.stages`: `input` -> `features` -> `anchors` -> `rpn` -> `proposals` -> `roi_pool` -> `head` -> `detections`.
`model` composes them; `compare` holds the file against the network.
"""
