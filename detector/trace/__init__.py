"""Every intermediate of one image, as numpy arrays in pixels of the image, made by the functions that train.

Rows are identities: row i of every (A, ...) array is anchor i, its candidate, and its fate. `records` says what there
is to see, `live_stages` computes it, and computes it again when a box or a setting changes, `provenance` follows one
anchor or one box through it. Only `live_*`, `convert` and `feature_maps` need torch.
"""
