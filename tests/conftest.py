"""Hypothesis profiles: `ci` is quick, HYPOTHESIS_PROFILE=deep looks for longer."""

import os

from hypothesis import settings

settings.register_profile("ci", deadline=None)
settings.register_profile("deep", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
