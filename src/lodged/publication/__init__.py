"""What goes out: figures, maps and claims as pages, tables, documents and letters, each with its definition."""
