"""Pictures whose colours no PDF has: bound, they look as they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import prepared, write_dossier
from PIL import Image, ImageCms

from dossier.raster import Reader


def lab(profile: bool) -> bytes:
    """Red, white, green and black in CIELAB, with the profile of that space or without."""
    red, white, green, black = (136, 208, 195), (255, 128, 128), (118, 78, 178), (0, 128, 128)
    picture = Image.new("LAB", (40, 10))
    for rank, colour in enumerate((red, white, green, black)):
        picture.paste(colour, (rank * 10, 0, rank * 10 + 10, 10))
    out = io.BytesIO()
    about = (
        {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()} if profile else {}
    )
    picture.save(out, "TIFF", **about)
    return out.getvalue()


def light(most: float) -> bytes:
    """A ramp from no light to ``most``, in numbers without a unit."""
    out = io.BytesIO()
    ramp = Image.linear_gradient("L").convert("F")
    ramp.point(lambda value: value * (most / 255) + 0).save(out, "TIFF")
    return out.getvalue()


def shown(tmp_path: Path, data: bytes, places: Sequence[tuple[float, float]]) -> list[tuple[int, ...]]:
    """The colours that a picture shows, bound, at parts of its width and height."""
    manifest = write_dossier(
        tmp_path, {"image": None}, {"image": {"file": "sources/image.tif", "alt": "Image"}}
    )
    (tmp_path / "sources").mkdir(exist_ok=True)
    (tmp_path / "sources" / "image.tif").write_bytes(data)
    source = prepared(manifest).sources["image"]
    size = (200, round(200 * source.pages[0].height / source.pages[0].width))
    with Reader(source.parts[0].data) as reader:
        picture = reader.picture(1, size)
    return [picture.getpixel((int(x * size[0]), int(y * size[1]))) for x, y in places]  # type: ignore[misc]


@pytest.mark.parametrize("profile", [True, False])
def test_cielab_looks_as_it_is(tmp_path: Path, profile: bool) -> None:
    found = shown(tmp_path, lab(profile), [(n / 4 + 0.12, 0.5) for n in range(4)])
    for colour, right in zip(found, [(255, 0, 0), (255, 255, 255), (0, 128, 0), (0, 0, 0)], strict=True):
        assert max(abs(a - b) for a, b in zip(colour, right, strict=True)) < 40, found


@pytest.mark.parametrize("most", [1.0, 255.0, 4000.0])
def test_light_without_a_unit_is_neither_black_nor_white(tmp_path: Path, most: float) -> None:
    dark, middle, bright = shown(tmp_path, light(most), [(0.5, 0.02), (0.5, 0.5), (0.5, 0.98)])
    assert dark[0] < 30 < 100 < middle[0] < 155 < 225 < bright[0]
