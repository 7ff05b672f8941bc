"""What a PDF can hold of a picture's pixels: colours that it has, and nothing transparent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def converted(image: Image.Image) -> Image.Image:
    """``image`` in colours that a PDF can have; numbers without a unit are light, from none to the most that
    there is: 1, 255, or their own largest."""
    if image.mode == "I;16B":
        return image.convert("I;16")
    if image.mode != "F":
        return image.convert("RGB")  # of CIELAB by its own standard, D50
    extremes = image.getextrema()
    most = max(float(number) for number in extremes if isinstance(number, int | float))
    whole = 1.0 if most <= 1 else max(255.0, most)
    return image.point(lambda light: light * (255 / whole) + 0).convert("L")


def on_white(image: Image.Image) -> tuple[Image.Image, bool]:
    """``image`` on white, and whether anything shone through; what is grey stays grey."""
    from PIL import Image

    grey = image.mode in ("LA", "La", "L", "1", "I;16")
    # Premultiplied modes know one way only.
    full = image.convert({"La": "LA", "RGBa": "RGBA"}.get(image.mode, "RGBA")).convert("RGBA")
    alpha = full.getchannel("A")
    opaque = alpha.getextrema()[0] == 255
    flat = full.convert("RGB")
    if not opaque:
        ground = Image.new("RGB", image.size, "white")
        ground.paste(flat, mask=alpha)
        flat = ground
    return flat.convert("L") if grey else flat, not opaque
