"""The portal's own settings with one more address: the bare view that everything is compared with."""

from rial.settings import *  # noqa: F403 - all of them
from rial.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests" / "benchmarks" / "templates"]
