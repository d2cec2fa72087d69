"""Shared parts of formats whose file is a list of images with their objects."""
