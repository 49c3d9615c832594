"""A sample consortium: three invented districts whose events, and those of their partnerships, come from a seed.

No person in it is real. The same seed gives the same facts on whatever day it is run; a later day only adds to them.
"""

from services.samples.consortium import SEED, Consortium, consortium, load_consortium
from services.samples.partnerships import load_partnerships

__all__ = ["SEED", "Consortium", "consortium", "load_consortium", "load_partnerships"]
