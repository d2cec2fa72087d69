"""Where proposals come from: the RPN, the methods before it, a file, or the labels themselves.

Each source finds boxes in an image, best first, without knowing any class (`ProposalSource`). Fast R-CNN, SPP-Net and
R-CNN take their regions from one; the others are compared with the RPN.
"""
