from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends import fail, null

from qtf_format.ids import TenantId, WorkstationId
from qtf_format.keys import new_keys
from qtf_office.durable import POSIX
from qtf_office.errors import KeysMissing, KeysReadable, KeyStoreRefused
from qtf_office.secrets import (
    FileStore,
    KeyringStore,
    SecretStore,
    accept_key,
    choose_store,
    drop_accept_key,
    keep_accept_key,
    keep_own_keys,
    open_store,
    own_keys,
)

TENANT = TenantId("1" * 32)
ME = WorkstationId("2" * 32)

posix_only = pytest.mark.skipif(not POSIX, reason="file modes say nothing on Windows")


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A key store as an operating system has one."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        # Windows Credential Manager: 2560 bytes of UTF-16.
        assert len(password) <= 1280
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("not found")
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    """A key store that nobody unlocks."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("secret words")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked(password)


@pytest.fixture
def system() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture(params=["file", "keyring"])
def store(request: pytest.FixtureRequest, tmp_path: Path, system: MemoryKeyring) -> SecretStore:
    return open_store(request.param, tmp_path, TENANT, ME)


def test_keys_come_back_as_they_were_kept(store: SecretStore) -> None:
    keys = new_keys()
    keep_own_keys(store, keys)
    assert own_keys(store) == keys


def test_missing_keys_are_an_error_that_names_the_store(store: SecretStore) -> None:
    with pytest.raises(KeysMissing) as caught:
        own_keys(store)
    assert caught.value.exit == 3
    assert caught.value.fields["store"] == store.kind


def test_half_a_pair_of_keys_counts_as_missing(store: SecretStore) -> None:
    store.put("own-keys", bytes(32))
    with pytest.raises(KeysMissing):
        own_keys(store)


def test_the_accept_key_of_an_invitation_is_kept_until_it_is_closed(store: SecretStore) -> None:
    assert accept_key(store, ME) is None
    keep_accept_key(store, ME, b"first" * 6)
    keep_accept_key(store, ME, b"second" * 5)
    assert accept_key(store, ME) == b"second" * 5
    for _ in range(2):
        drop_accept_key(store, ME)
    assert accept_key(store, ME) is None


def test_a_secret_shows_nowhere(store: SecretStore) -> None:
    store.put("mail", b"Kennwort")
    assert "Kennwort" not in repr(store)
    assert "Kennwort" not in repr(own_keys_or_none(store))


def own_keys_or_none(store: SecretStore) -> object:
    keep_own_keys(store, new_keys())
    return own_keys(store)


@posix_only
def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "secrets")
    store.put("mail", b"Kennwort")
    store.check()
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "secrets").rglob("*")]
    assert modes == [0o600]
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


@posix_only
@pytest.mark.parametrize(("name", "mode"), [("", 0o750), ("mail.secret", 0o640), ("", 0o701)])
def test_a_store_that_others_can_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    store = FileStore(tmp_path / "secrets")
    store.put("mail", b"Kennwort")
    (tmp_path / "secrets" / name).chmod(mode)
    with pytest.raises(KeysReadable) as caught:
        store.check()
    assert caught.value.code == "E501"
    assert "0600" in caught.value.sentences("de")[1]


def test_a_store_that_was_never_used_is_fine(tmp_path: Path) -> None:
    FileStore(tmp_path / "secrets").check()


def test_a_damaged_secret_counts_as_missing(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "secrets")
    store.put("mail", b"Kennwort")
    (tmp_path / "secrets" / "mail.secret").write_text("!!!")
    with pytest.raises(KeysMissing):
        store.get("mail")


def test_the_system_key_store_is_chosen_where_one_works(system: MemoryKeyring) -> None:
    assert choose_store("auto") == "keyring"
    assert system.kept == {}  # the trial entry is gone


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, LockedKeyring])
def test_files_are_chosen_where_no_key_store_works(
    system: MemoryKeyring, backend: type[keyring.backend.KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    assert choose_store("auto") == "file"
    assert choose_store("keyring") == "keyring"


def test_a_locked_key_store_is_an_error_without_its_words(system: MemoryKeyring) -> None:
    keyring.set_keyring(LockedKeyring())
    store = KeyringStore("qtf")
    with pytest.raises(KeyStoreRefused) as caught:
        store.get("mail")
    assert "secret words" not in str(caught.value.fields)
    with pytest.raises(KeyStoreRefused) as caught:
        store.put("mail", b"Kennwort")
    assert caught.value.__cause__ is None
    assert "S2VubndvcnQ" not in str(caught.value.fields)


def test_two_offices_do_not_share_secrets(system: MemoryKeyring, tmp_path: Path) -> None:
    one = open_store("keyring", tmp_path, TENANT, ME)
    other = open_store("keyring", tmp_path, TENANT, WorkstationId("3" * 32))
    one.put("mail", b"Kennwort")
    assert other.get("mail") is None
    assert one.kind == "keyring"
    one.check()
