"""All commands of the window, as data: menus, toolbar, keys and the shortcut sheet are made of them."""
