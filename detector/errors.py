"""Errors that the user can do something about, each with a message of one sentence."""

from __future__ import annotations


class UserFacingError(Exception):
    """Its text is shown as it is: it names the file or setting, the fault, and what to do."""


class ImageUnreadableError(UserFacingError):
    """An image file that cannot be decoded."""


class AnnotationUnreadableError(UserFacingError):
    """A label file that cannot be read whole; it must not be edited or overwritten."""


class AnnotationConflictError(UserFacingError):
    """A label file that changed on disk since it was read."""


class AnnotationWriteError(UserFacingError):
    """A label file that could not be written (disk full, no permission); the file on disk is as it was."""


class DatasetError(UserFacingError):
    """A folder that cannot be trained on or detected in as it is."""


class DatasetConfigError(DatasetError):
    """The file that says what a data set consists of cannot be used; nothing else is opened in its place."""


class WeightsUnavailableError(UserFacingError):
    """Pretrained weights that are neither in the weights folder nor downloadable."""


class CheckpointError(UserFacingError):
    """A checkpoint that cannot be opened or does not fit."""
