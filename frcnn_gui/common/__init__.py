"""What every room uses: actions, jobs, settings, theme, texts, charts and small widgets. It imports no other room."""
