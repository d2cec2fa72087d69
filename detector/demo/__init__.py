"""A labeled image set that the program draws by itself, for first steps without any files. No torch.

- `render_scene(seed, width=640, height=480) -> Scene`: one picture. `DemoScene.pixels` is (h, w, 3) uint8 RGB,
  `DemoScene.boxes` one `Box` around what is seen of each object (zero-based, half-open, tight), `DemoScene.instances`
  (h, w) int16 says which box's object each pixel shows, -1 for the ground.
- `CLASSES`: the six class names that boxes may have.
- `write_demo_folder(root, count=24, seed=0, progress, canceled)`: `demo_0001.jpg` ... with Pascal VOC labels and
  outlines.
"""

from .folder import write_demo_folder
from .scene import CLASSES, DemoScene, render_scene

__all__ = ["CLASSES", "DemoScene", "render_scene", "write_demo_folder"]
