"""What is built for users: wheel and source archive, and how they install."""
