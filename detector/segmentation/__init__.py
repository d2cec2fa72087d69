"""Outlines proposed by a program, for objects whose boxes are known. Free of torch."""
