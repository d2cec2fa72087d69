"""Outlines for the boxes of the whole folder by the mask head: proposed in a job, accepted from a score on."""
