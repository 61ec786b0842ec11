"""Where keys and passwords lie: the system's key store, or files only their owner can read.

Which of the two is decided once, when the office is made, and stands in `office.toml`. Nothing
secret goes into the database, a `repr` or a log (format section 14.1). Pairing codes are never
kept at all; what an open invitation needs is the accept key derived from its code.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol

from qtf_format.ids import TenantId, WorkstationId
from qtf_format.package import WorkstationKeys
from qtf_office.durable import OWNER_ONLY, POSIX, disk_errors, sync_folder, write_whole
from qtf_office.errors import KeysMissing, KeysReadable, KeyStoreRefused

__all__ = [
    "OWN_KEYS",
    "FileStore",
    "KeyringStore",
    "SecretStore",
    "StoreKind",
    "accept_key",
    "choose_store",
    "drop_accept_key",
    "keep_accept_key",
    "keep_own_keys",
    "open_store",
    "own_keys",
]

StoreKind = Literal["keyring", "file"]

OWN_KEYS = "own-keys"
"""Name of the secret that holds the private keys of this workstation."""


class SecretStore(Protocol):
    """A small store of named secrets of one office."""

    @property
    def kind(self) -> StoreKind:
        """Which store it is, as `office.toml` names it."""
        ...

    def get(self, name: str) -> bytes | None:
        """Return a secret."""
        ...

    def put(self, name: str, value: bytes) -> None:
        """Keep a secret, durably, in place of an older one."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; harmless when there is none."""
        ...

    def check(self) -> None:
        """Raise KeysReadable (E501) if others can read the secrets."""
        ...


class FileStore:
    """One file per secret in a folder of mode 0700, each of mode 0600."""

    kind: StoreKind = "file"

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which need not exist yet."""
        self._folder = folder

    def __repr__(self) -> str:
        """Name the store, nothing in it."""
        return f"FileStore({str(self._folder)!r})"

    def get(self, name: str) -> bytes | None:
        """Return a secret."""
        try:
            text = self._path(name).read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        return _decoded(text, name, self.kind)

    def put(self, name: str, value: bytes) -> None:
        """Keep a secret, durably."""
        with disk_errors(self._folder):
            if not self._folder.is_dir():
                self._folder.mkdir(mode=0o700, parents=True)
                sync_folder(self._folder.parent)
        write_whole(self._path(name), base64.b64encode(value), OWNER_ONLY)

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._path(name).unlink(missing_ok=True)

    def check(self) -> None:
        """Look at the modes of the folder and of every file in it.

        Windows: a folder in the user's profile inherits rights for the user, the administrators
        and the system only; modes say nothing there.
        """
        if not POSIX or not self._folder.exists():
            return
        for path in (self._folder, *self._folder.iterdir()):
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise KeysReadable(place=str(path))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.secret"


class KeyringStore:
    """The key store of the operating system: one entry per secret, as base64 text.

    Windows keeps at most 1280 characters per entry; a pair of keys takes 88.
    """

    kind: StoreKind = "keyring"

    def __init__(self, service: str) -> None:
        """Use the entries of one service name."""
        self._service = service

    def __repr__(self) -> str:
        """Name the store, nothing in it."""
        return f"KeyringStore({self._service!r})"

    def get(self, name: str) -> bytes | None:
        """Return a secret."""
        import keyring  # slow to import, and needed only by offices that use it

        with _keyring_errors():
            text = keyring.get_password(self._service, name)
        return None if text is None else _decoded(text, name, self.kind)

    def put(self, name: str, value: bytes) -> None:
        """Keep a secret."""
        import keyring

        with _keyring_errors():
            keyring.set_password(self._service, name, base64.b64encode(value).decode())

    def delete(self, name: str) -> None:
        """Forget a secret."""
        import keyring
        import keyring.errors

        with _keyring_errors():
            try:
                keyring.delete_password(self._service, name)
            except keyring.errors.PasswordDeleteError:
                return

    def check(self) -> None:
        """Trust the system."""


@contextmanager
def _keyring_errors() -> Iterator[None]:
    import keyring.errors

    try:
        yield
    except keyring.errors.KeyringError as problem:
        # Backends put no secret into their messages, but the class name says enough.
        raise KeyStoreRefused(detail=type(problem).__name__) from None


def _decoded(text: str, name: str, store: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raise KeysMissing(name=name, store=store) from None


def _keyring_works() -> bool:
    """Say whether a real key store stands ready (not one that asks on the terminal)."""
    import keyring
    import keyring.errors
    from keyring.backends import chainer, fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        return False
    if isinstance(backend, chainer.ChainerBackend) and not backend.backends:
        return False
    if type(backend).__module__.startswith("keyrings.alt"):
        return False
    probe = f"probe-{os.urandom(4).hex()}"
    try:
        backend.set_password("qtf", probe, probe)
        works = backend.get_password("qtf", probe) == probe
        backend.delete_password("qtf", probe)
    except (keyring.errors.KeyringError, OSError, RuntimeError):
        return False
    return works


def choose_store(wish: Literal["auto", "keyring", "file"]) -> StoreKind:
    """Decide for a new office: what is asked for, else the key store where one works."""
    if wish != "auto":
        return wish
    return "keyring" if _keyring_works() else "file"


def open_store(
    kind: StoreKind, directory: Path, tenant: TenantId, workstation: WorkstationId
) -> SecretStore:
    """Open the secrets of one office. The entry in the key store does not depend on the place."""
    if kind == "keyring":
        return KeyringStore(f"qtf {tenant} {workstation}")
    return FileStore(directory / "secrets")


def own_keys(store: SecretStore) -> WorkstationKeys:
    """Return the private keys of this workstation.

    Raises:
        KeysMissing: they are not there, or not whole.
    """
    raw = store.get(OWN_KEYS)
    if raw is None or len(raw) != 64:
        raise KeysMissing(name=OWN_KEYS, store=store.kind)
    return WorkstationKeys(signing=raw[:32], sealing=raw[32:])


def keep_own_keys(store: SecretStore, keys: WorkstationKeys) -> None:
    """Keep the private keys of this workstation."""
    store.put(OWN_KEYS, keys.signing + keys.sealing)


def accept_key(store: SecretStore, workstation: WorkstationId) -> bytes | None:
    """Return the key that proves the answer to an open invitation."""
    return store.get(_accept_name(workstation))


def keep_accept_key(store: SecretStore, workstation: WorkstationId, key: bytes) -> None:
    """Keep the key of a new invitation."""
    store.put(_accept_name(workstation), key)


def drop_accept_key(store: SecretStore, workstation: WorkstationId) -> None:
    """Forget the key of an invitation that is no longer open."""
    store.delete(_accept_name(workstation))


def _accept_name(workstation: WorkstationId) -> str:
    return f"accept-{workstation}"
