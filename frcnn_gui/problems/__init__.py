"""Problems that Check found in a folder, and their repair."""
