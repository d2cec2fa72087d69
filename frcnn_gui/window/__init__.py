"""The frame of the window: opening folders, workspaces, start page, status bar."""
