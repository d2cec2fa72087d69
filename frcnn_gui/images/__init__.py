"""The list of images, loading and display of one, navigation, thumbnails, label index."""
