"""From a picture to the files of a photo: the master and its renditions, with nothing in them but pixels."""

from pathlib import Path

from PIL import Image

from ..renditions import Renditions

# As measured on photos with noise (tests/benchmarks/photos.py): AVIF at speed 6 takes four times as long as at 8 for
# files five percent smaller; PNG at level 7 twice as long as at 5 for one percent.
HOW = {
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
    "png": {"format": "PNG", "compress_level": 5},
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
}


def prints(picture, folder: Path) -> list[str]:
    """Write all files as "photo-WxH…" and return their names, the master first."""
    ending = "png" if picture.mode == "RGBA" else "jpg"
    stem = f"photo-{picture.width}x{picture.height}"
    renditions = Renditions.of(f"{stem}.{ending}")
    for name in renditions.names():
        width = renditions.width if name == renditions.master else int(name.rpartition("-")[2].partition(".")[0])
        _scaled(picture, width).save(folder / name, **HOW[name.rpartition(".")[2]])
    return renditions.names()


def _scaled(picture, width):
    if width == picture.width:
        return picture
    return picture.resize((width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS)
