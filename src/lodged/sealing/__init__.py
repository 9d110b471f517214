"""Keep data unreadable without the instance's keys: values of a column, and whole files."""
