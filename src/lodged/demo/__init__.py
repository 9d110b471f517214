"""A synthetic Minnesota: people who never lived, two lists that disagree about them, and the truth.

:mod:`~lodged.demo.people` invents people and :mod:`~lodged.demo.recording` writes them down as an office
would, errors included; both serve anyone who needs test people. :mod:`~lodged.demo.minnesota` puts them
into the federal list, the custody records and the coverage table of the demonstration.
"""
