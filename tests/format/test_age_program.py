"""A sealed body opens with the stock `age` program and the right key, without this product."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from forge_world import CODE, HOME, OFFICE, SALT, derived, fill_draft, order_draft
from forge_world import office_reader as reader
from qtf_format import agefile, frame
from qtf_format.keys import identity_text, recipient_text
from qtf_format.package import Opened
from qtf_format.reading import read
from vector import made

AGE = shutil.which("age")
if AGE is None and os.environ.get("CI") == "true":
    pytest.fail("the `age` program is missing; CI must not skip these tests", pytrace=False)

pytestmark = pytest.mark.skipif(AGE is None, reason="the `age` program is not installed")


def body_of(data: bytes) -> bytes:
    found = frame.look(data).frame
    assert found is not None
    return bytes(found.body)


def run_age(folder: Path, secret: bytes, body: bytes) -> bytes:
    assert AGE is not None
    key = folder / "key.txt"
    key.write_text(identity_text(secret) + "\n", encoding="ascii")
    (folder / "body.age").write_bytes(body)
    command = [AGE, "--decrypt", "-i", str(key), str(folder / "body.age")]
    return subprocess.run(command, capture_output=True, check=True, timeout=30).stdout


@pytest.mark.parametrize("secret", [OFFICE.sealing, HOME.sealing], ids=["office", "sender"])
def test_age_opens_what_the_product_seals(tmp_path: Path, secret: bytes) -> None:
    body = agefile.encrypt([b"QTFI", b"", b" and more"], [OFFICE.seal_key, HOME.seal_key])
    assert run_age(tmp_path, secret, body) == b"QTFI and more"


def test_age_opens_an_order_file(tmp_path: Path) -> None:
    data = made(order_draft("age program"))
    assert isinstance(read(data, reader()), Opened)
    plain = run_age(tmp_path, OFFICE.sealing, body_of(data))
    assert plain[:4] == b"QTFI"


def test_age_opens_a_fill_with_the_key_of_its_code(tmp_path: Path) -> None:
    plain = run_age(tmp_path, derived(CODE, SALT).secret, body_of(made(fill_draft("age fill"))))
    assert plain[:4] == b"QTFI"


def test_the_product_opens_what_age_seals(tmp_path: Path) -> None:
    assert AGE is not None
    command = [AGE, "--encrypt", "-r", recipient_text(OFFICE.seal_key)]
    body = subprocess.run(command, input=b"hello", capture_output=True, check=True, timeout=30)
    assert agefile.decrypt(body.stdout, [OFFICE.sealing]) == b"hello"
