"""What makes pages, pictures and lists of this project from its code, its locks and its history."""
