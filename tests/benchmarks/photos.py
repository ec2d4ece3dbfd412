"""Twenty photos of twelve megapixels, one after another, and some of other kinds: how long, how large, how much memory?

    python -m tests.benchmarks.photos --likenesses 100000

The photos are made here, with noise like a camera's, so that they weigh what a camera's weigh. It uses the database of
DATABASE_URL, which it fills, and leaves no files: give it a new one. It fails where a bound is passed.
"""

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402

from articles import photos  # noqa: E402
from articles.models import Photo  # noqa: E402
from articles.photos import development  # noqa: E402
from articles.renditions import Renditions  # noqa: E402

SECONDS = 2.5  # of one core, for all files of a photo of twelve megapixels
MEGABYTES = 400  # of the worker, and of the darkroom beside it
PHOTOS = 20
# What is made and how; in a process of its own, for a picture of 48 megapixels would be the benchmark's own peak.
MAKE = """
import sys
from PIL import Image, ImageFilter
target, width, height, form, options = sys.argv[1], *map(int, sys.argv[2:4]), sys.argv[4], eval(sys.argv[5])
noise = Image.effect_noise((width, height), 60)
scene = Image.effect_mandelbrot((width // 4, height // 4), (-2, -1.5, 1, 1.5), 60).resize((width, height))
light = Image.blend(Image.blend(scene, Image.linear_gradient("L").resize((width, height)), 0.5), noise, 0.18)
colour = Image.blend(Image.radial_gradient("L").resize((width, height)), noise, 0.1)
image = Image.merge("YCbCr", (light, colour, colour)).convert(options.pop("mode", "RGB"))
image.save(target, form, **options)
"""
KINDS = {
    "JPEG, 12 MP": (4000, 3000, "JPEG", {"quality": 92}),
    "JPEG, 12 MP, progressive": (4000, 3000, "JPEG", {"quality": 90, "progressive": True}),
    "JPEG, 48 MP": (8000, 6000, "JPEG", {"quality": 85}),
    "JPEG, 48 MP, progressive": (8000, 6000, "JPEG", {"quality": 80, "progressive": True}),
    "PNG, 12 MP": (4000, 3000, "PNG", {"compress_level": 6}),
    "PNG, 12 MP, 256 colours": (4000, 3000, "PNG", {"mode": "P"}),
    "WebP, 12 MP": (4000, 3000, "WEBP", {"quality": 85, "method": 0}),
    "AVIF, 12 MP": (4000, 3000, "AVIF", {"quality": 70, "speed": 10}),
    "TIFF, 5 MP": (2600, 2000, "TIFF", {}),
    "CMYK JPEG, 12 MP": (4000, 3000, "JPEG", {"mode": "CMYK", "quality": 80}),
    # As large as each kind may be.
    "JPEG, 60 MP": (8900, 6700, "JPEG", {"quality": 75}),
    "PNG, 60 MP": (8900, 6700, "PNG", {"compress_level": 1}),
    "PNG with alpha, 31 MP": (6400, 4800, "PNG", {"mode": "RGBA", "compress_level": 1}),
    "WebP, 15 MP": (4400, 3400, "WEBP", {"quality": 80, "method": 0}),
    "AVIF, 15 MP": (4400, 3400, "AVIF", {"quality": 60, "speed": 10}),
    "TIFF, 31 MP": (6400, 4800, "TIFF", {"compression": "tiff_lzw"}),
}
WATCHED = """
import pathlib, resource, runpy
try:
    runpy.run_module("articles.darkroom", run_name="__main__")
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    pathlib.Path({target!r}).write_text(f"{{used.ru_utime + used.ru_stime}} {{peak.split()[1]}}")
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--likenesses", type=int, default=100_000, help="rows among which copies are looked for")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Photo.objects.exists():
        sys.exit("This database holds photos already: give the benchmark a new one in DATABASE_URL.")
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = Path(folder) / "media"
        settings.PHOTO_MAX_MEGABYTES = 200  # what noise weighs as PNG; the bounds that are measured are of pixels
        watch = Path(folder) / "watched"
        development.COMMAND = [sys.executable, "-P", "-c", WATCHED.format(target=str(watch))]
        faults += run_twenty(Path(folder), watch)
        faults += run_kinds(Path(folder), watch)
    faults += run_likenesses(options.likenesses)
    if faults:
        sys.exit("; ".join(faults))


def run_twenty(folder, watch):
    """The same picture with another last byte is another file to the library."""
    data = made(folder, *KINDS["JPEG, 12 MP"])
    taken = [take_in(data + bytes([number]), watch) for number in range(PHOTOS)]
    seconds, peaks = [each[0] for each in taken], [each[1] for each in taken]
    worker = peak_of_worker()
    print(f"{PHOTOS} photos of 12 MP and {len(data) / 1e6:.1f} MB: {statistics.median(seconds):.2f} s each,")  # noqa: T201
    print(f"slowest {max(seconds):.2f} s; worker at most {worker} MB, darkroom at most {max(peaks)} MB")  # noqa: T201
    return bounds("twenty photos", statistics.median(seconds), max(*peaks, worker))


def run_kinds(folder, watch):
    faults = []
    for name, how in KINDS.items():
        data = made(folder, *how)
        seconds, peak, photo = take_in(data, watch)
        sizes = {each.rpartition("-")[2]: default_storage.size(each) // 1024 for each in files_of(photo)}
        print(f"{name:26} {len(data) / 1e6:5.1f} MB: {seconds:.2f} s of a core, {peak} MB; KB {sizes}")  # noqa: T201
        faults += bounds(name, seconds if "12 MP" in name else 0, peak)
    return faults


def run_likenesses(count):
    rows = (
        Photo(
            file=f"{number}.jpg", width=1, height=1, fingerprint=f"b{number}", **development.bands(secrets.token_hex(8))
        )
        for number in range(count)
    )
    Photo.objects.bulk_create(rows, batch_size=5000)
    photo, times = Photo.objects.exclude(likeness="").first(), []
    for _each in range(20):
        began = time.perf_counter()
        photos.alike(photo)
        times.append(time.perf_counter() - began)
    print(f"copies of a photo among {count}: {statistics.median(times) * 1000:.0f} ms")  # noqa: T201
    return ["copies are found too slowly"] if statistics.median(times) > 0.1 else []


def made(folder, width, height, form, options):
    target = folder / "made"
    arguments = [str(target), str(width), str(height), form, repr(options)]
    subprocess.run([sys.executable, "-c", MAKE, *arguments], check=True)
    return target.read_bytes()


def take_in(data, watch):
    photo = photos.ingest(ContentFile(data, "anh.jpg"))
    seconds, peak = watch.read_text().split()
    return float(seconds), int(peak) // 1024, photo


def files_of(photo):
    return Renditions.of(photo.file.name).names()


def peak_of_worker():
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def bounds(name, seconds, peak):
    slow = [f"{name}: {seconds:.2f} s"] if seconds > SECONDS else []
    return slow + ([f"{name}: {peak} MB"] if peak > MEGABYTES else [])


if __name__ == "__main__":
    main()
