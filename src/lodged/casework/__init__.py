"""What staff and programs do with the record: one function a deed, whichever door it comes by.

Pages, the API, files and commands translate what they were sent into these functions and show what comes back.
"""
