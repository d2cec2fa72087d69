"""What the documentation site has beside the pages in docs/: pages made of the code, and the check of the result."""
