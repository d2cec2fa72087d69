"""Where and how a network computes: device, precision, reuse of memory, and several processes in one run."""
