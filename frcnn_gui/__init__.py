"""The window of Faster R-CNN Studio, room by room. Nothing here imports torch before a job that needs it runs."""

from frcnn_gui.common.qt_features import skip_feature_search

skip_feature_search()
