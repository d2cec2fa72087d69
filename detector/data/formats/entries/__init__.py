"""The parts shared by formats whose file is a list of images with their objects."""
