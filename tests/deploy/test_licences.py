"""Every package that a deployment installs has a licence that goes with Tandem's, read from what is installed here."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

LOCK = (Path(__file__).parents[2] / "requirements.lock").read_text()
PACKAGES = sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==", LOCK, re.MULTILINE)))
PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Mozilla|MPL|0BSD|Unlicense")
COPYLEFT = re.compile(r"GPL|General Public|SSPL|Commons Clause|BUSL|proprietary", re.IGNORECASE)
LIBRARIES = {"crc32c": "LGPL-2.1-or-later: a library of its own, which Tandem calls and does not change"}
"""Packages whose licence is not permissive, and why they may be used all the same."""


def licence_of(package: str) -> str | None:
    """What the package says of its licence; None: it is not installed on this kind of machine."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return None
    texts = [text[:100] for name in ("License-Expression", "License") for text in said.get_all(name) or []]
    classifiers = [text for text in said.get_all("Classifier") or [] if text.startswith("License ::")]
    return " ".join([*texts, *classifiers])


@pytest.mark.parametrize("package", PACKAGES)
def test_a_licence_goes_with_tandem_s(package: str) -> None:
    licence = licence_of(package)
    if licence is not None and package not in LIBRARIES:
        assert PERMISSIVE.search(licence), licence
        assert not COPYLEFT.search(licence), licence


def test_nearly_all_packages_were_looked_at_and_exceptions_are_there() -> None:
    assert sum(licence_of(package) is not None for package in PACKAGES) >= len(PACKAGES) - 3
    assert set(PACKAGES) >= LIBRARIES.keys()


@pytest.mark.parametrize("text", ["GPL-3.0-only", "GNU Affero General Public License v3", "SSPL-1.0"])
def test_licences_that_would_bind_tandem_are_known(text: str) -> None:
    assert COPYLEFT.search(text)
