"""The stages of Faster R-CNN, one file each, in the order in which an image passes through them.

`features` -> `anchors` -> `anchor_targets` -> `rpn` -> `proposals` -> `proposal_targets` -> `roi_pool` -> `head` ->
`losses` or `detections`. Mask R-CNN adds `mask_targets` -> `mask_head` -> `losses` or `mask_paste`. `boxes` and
`sampling` are used by several.

Shapes are written with these letters: A anchors, K anchors at one cell, P proposals, R RoIs, G ground-truth boxes,
C classes without background, D detections. Boxes are x1 y1 x2 y2, half-open, in pixels of the network's input.
"""
