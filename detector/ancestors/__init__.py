"""What the detectors before Faster R-CNN do with the features of their regions."""
