"""3x3 convolutions with fewer multiplications, for detection on CPUs in float32.

`winograd` computes them, `plan` measures which way is the fastest for each kind of layer on this machine and remembers
it, and `planned` is the layer that asks the plan. `linear` does the same for large fully connected layers.
"""
