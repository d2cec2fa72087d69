"""Small widgets that several rooms use: fields, tables, a checklist, buttons, and the layout of measurements."""
