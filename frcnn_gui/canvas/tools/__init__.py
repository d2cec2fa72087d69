"""The tools of the canvas: what mouse and keys do to boxes and outlines, and what runs them. No widget, no painting."""
