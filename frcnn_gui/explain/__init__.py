"""Why an anchor or a box fared as it did: cards, tour, NMS stepper, anchor fit."""
