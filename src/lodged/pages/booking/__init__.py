"""The page on which a person is booked by hand."""
