"""The point of a photo that matters is held in sight by one class for each step: the site and the newsroom agree."""

import re
from itertools import product

import pytest
from django.conf import settings

from articles.models import Photo
from articles.models.photo import FOCUS_STEP

RULE = re.compile(r"(?<!\S)\.(f[xy]-\d+) \{ --(f[xy]): (\d+)%; \}")
STEPS = range(0, 101, FOCUS_STEP)


@pytest.mark.parametrize("sheet", ["site", "focus"])
def test_each_step_has_its_class(sheet):
    text = (settings.BASE_DIR / f"static/css/{sheet}.css").read_text()

    assert RULE.findall(text) == [(f"{side}-{step}", side, str(step)) for side, step in product(("fx", "fy"), STEPS)]


@pytest.mark.parametrize("percent", [0, 4, 37, 50, 96, 100])
def test_a_photo_names_classes_that_are_there(percent):
    photo = Photo(focus_x=percent, focus_y=percent)

    assert set(photo.focus_class.split()) <= {f"{side}-{step}" for side, step in product(("fx", "fy"), STEPS)}
