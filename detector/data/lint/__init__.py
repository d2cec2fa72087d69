"""Finding problems in labels.

`search.LabelSearch` goes through a data set, `repairs.repair_problem` corrects problems with an obvious repair. Nothing
is imported here: the window needs `problems` before its first image, and the rest much later.
"""
