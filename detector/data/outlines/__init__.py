"""Outlines of objects: rings with holes and bitmaps, what converts between them, and their set operations.

Everything is exact unless it says otherwise, and nothing holds a dense mask of an image: rings are arrays of points,
bitmaps are runs of pixels within their own box. Pixels are decided as COCO decides them.
"""
