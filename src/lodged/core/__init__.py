"""What every room may use and what knows no room: errors, and typed data as JSON."""
