from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from offices import SetClock, main_office, order_write
from postgres import Cluster, cluster
from qtf_format.channel import ChannelSettings
from qtf_format.ids import TenantId, WorkstationId
from qtf_format.keys import new_keys, public_keys
from qtf_office import secrets as secret_store
from qtf_office.directory import (
    Identity,
    Office,
    OfficeRole,
    create_office,
    create_workstation_office,
    default_directory,
    open_office,
)
from qtf_office.durable import POSIX
from qtf_office.errors import (
    DatabaseDamaged,
    DatabaseRefused,
    DatabaseUnreachable,
    KeysReadable,
    OfficeExists,
    OfficeMisconfigured,
    OfficeMissing,
    SchemaTooNew,
)
from qtf_office.settings import add_channel
from qtf_office.storage import orders, ranges, workstations

__all__ = ["cluster"]


def create(folder: Path) -> Office:
    return create_office(folder, company="Dachbau Muster", secrets="file", clock=SetClock())


def test_a_new_office_has_a_workstation_keys_and_a_range(tmp_path: Path) -> None:
    with main_office(tmp_path / "office") as office, office.read() as conn:
        (own,) = workstations.list_all(conn, office.tenant)
        (block,) = ranges.list_all(conn, office.tenant)
        keys = secret_store.own_keys(office.secrets)
        assert (own.workstation_id, own.role, own.state) == (office.workstation, "office", "active")
        assert (own.sign_key, own.seal_key) == public_keys(keys)
        assert (block.first, block.last, block.workstation_id) == (1, 10_000, office.workstation)
        assert (office.role, office.office_workstation) == (OfficeRole.MAIN, office.workstation)


def test_a_new_office_has_all_its_folders(tmp_path: Path) -> None:
    with main_office(tmp_path / "office"):
        names = {path.name for path in (tmp_path / "office").iterdir()}
        folders = {"archive", "attachments", "logs", "secrets", "spool"}
        assert {"office.toml", "office.db"} | folders <= names


def test_an_office_is_found_again(tmp_path: Path) -> None:
    with create(tmp_path / "office") as made, made.write() as conn:
        orders.insert(conn, made.tenant, order_write())
    with open_office(tmp_path / "office") as office:
        assert office.identity == made.identity
        assert office.company == "Dachbau Muster"
        with office.read() as conn:
            assert len(orders.list_heads(conn, office.tenant, orders.OrderFilter())) == 1


def test_an_office_can_be_moved(tmp_path: Path) -> None:
    create(tmp_path / "office").close()
    (tmp_path / "office").rename(tmp_path / "elsewhere – öffentlich")
    with open_office(tmp_path / "elsewhere – öffentlich") as office:
        assert secret_store.own_keys(office.secrets)


def test_the_range_of_a_new_office_can_be_chosen(tmp_path: Path) -> None:
    made = create_office(tmp_path / "o", company="X", own_range=(500, 600), secrets="file")
    with made, made.read() as conn:
        assert [(r.first, r.last) for r in ranges.list_all(conn, made.tenant)] == [(500, 600)]


def test_nothing_is_created_over_an_office(tmp_path: Path) -> None:
    create(tmp_path / "office").close()
    before = (tmp_path / "office" / "office.toml").read_bytes()
    with pytest.raises(OfficeExists):
        create(tmp_path / "office")
    assert (tmp_path / "office" / "office.toml").read_bytes() == before


def test_nothing_is_created_over_what_is_left_of_an_office(tmp_path: Path) -> None:
    create(tmp_path / "office").close()
    (tmp_path / "office" / "office.toml").unlink()
    with pytest.raises(OfficeExists):
        create(tmp_path / "office")
    assert (tmp_path / "office" / "office.db").exists()


def test_an_office_is_created_beside_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    create(tmp_path).close()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_folder_without_settings_is_no_office(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(OfficeMissing) as caught:
            open_office(folder)
        assert caught.value.exit == 3
        assert str(folder) in caught.value.sentences("de")[0]


def test_settings_without_their_database_are_no_office(tmp_path: Path) -> None:
    create(tmp_path / "office").close()
    (tmp_path / "office" / "office.db").unlink()
    with pytest.raises(OfficeMissing):
        open_office(tmp_path / "office")
    assert not (tmp_path / "office" / "office.db").exists()


def test_settings_of_another_office_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        create(tmp_path / name).close()
    shutil.copy(tmp_path / "one" / "office.toml", tmp_path / "two" / "office.toml")
    with pytest.raises(OfficeMisconfigured):
        open_office(tmp_path / "two")


def test_a_damaged_database_is_reported(tmp_path: Path) -> None:
    create(tmp_path / "office").close()
    (tmp_path / "office" / "office.db").write_bytes(b"rubbish" * 1000)
    with pytest.raises(DatabaseDamaged):
        open_office(tmp_path / "office")


def test_a_database_without_our_tables_is_reported(tmp_path: Path) -> None:
    create(tmp_path / "office").close()
    (tmp_path / "office" / "office.db").write_bytes(b"")
    with pytest.raises(DatabaseDamaged):
        open_office(tmp_path / "office")


def test_a_newer_office_is_left_alone(tmp_path: Path) -> None:
    with create(tmp_path / "office") as office, office.write() as conn:
        conn.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        open_office(tmp_path / "office")


@pytest.mark.skipif(not POSIX, reason="file modes say nothing on Windows")
def test_keys_that_others_can_read_stop_the_office(tmp_path: Path) -> None:
    create(tmp_path / "office").close()
    (tmp_path / "office" / "secrets").chmod(0o750)
    with pytest.raises(KeysReadable) as caught:
        open_office(tmp_path / "office")
    assert caught.value.code == "E501"


def test_a_range_that_makes_no_sense_leaves_no_office(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="600"):
        create_office(tmp_path / "o", company="X", own_range=(600, 500), secrets="file")
    assert not (tmp_path / "o" / "office.toml").exists()


def test_a_workstation_office_knows_whose_it_is(tmp_path: Path) -> None:
    identity = Identity(
        TenantId("1" * 32), "Dachbau Muster", WorkstationId("2" * 32), WorkstationId("3" * 32)
    )
    keys = new_keys()
    made = create_workstation_office(tmp_path / "o.joining", identity, keys, secrets="file")
    made.close()
    (tmp_path / "o.joining").rename(tmp_path / "o")
    with open_office(tmp_path / "o") as office:
        assert office.role is OfficeRole.WORKSTATION
        assert office.identity == identity
        assert secret_store.own_keys(office.secrets) == keys
        with office.read() as conn:
            assert workstations.list_all(conn, office.tenant) == []


def test_channels_of_the_settings_are_seen_after_reading_them_again(tmp_path: Path) -> None:
    with main_office(tmp_path / "office") as office:
        folder = ChannelSettings("Austausch", "folder", {"path": "x"})
        add_channel(office.settings_path, folder)
        assert office.reload_settings() is office.settings
        assert office.settings.channels == (folder,)


def test_the_default_directory_can_be_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QTF_OFFICE", str(tmp_path))
    assert default_directory() == tmp_path
    monkeypatch.delenv("QTF_OFFICE")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_directory().name == "office"


def test_no_secret_lies_in_settings_database_or_repr(tmp_path: Path) -> None:
    with main_office(tmp_path / "office") as office:
        keys = secret_store.own_keys(office.secrets)
        shown = repr(office) + repr(office.secrets) + repr(office.settings)
        office.engine.dispose()
        kept = (tmp_path / "office" / "office.db").read_bytes()
        kept += (tmp_path / "office" / "office.toml").read_bytes() + shown.encode()
        for key in (keys.signing, keys.sealing):
            assert key not in kept
            assert key.hex().encode() not in kept


def test_opening_does_not_load_the_migration_tool(tmp_path: Path) -> None:
    create(tmp_path / "office").close()
    script = (
        "import sys; from pathlib import Path; from qtf_office.directory import open_office\n"
        "open_office(Path(sys.argv[1])).close()\n"
        "assert 'alembic' not in sys.modules and 'keyring' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "office")], check=True)


def test_on_postgresql_the_password_is_a_secret(tmp_path: Path, cluster: Cluster) -> None:
    with main_office(tmp_path / "office", cluster) as office:
        written = office.settings_path.read_text(encoding="utf-8")
        assert "loopback-only" not in written
        assert "postgresql://qtf@127.0.0.1" in written
        with open_office(tmp_path / "office") as again:
            assert again.identity == office.identity
        office.secrets.delete("database-password")
        with pytest.raises(DatabaseRefused):
            open_office(tmp_path / "office")


def test_two_offices_can_share_a_postgresql_database(tmp_path: Path, cluster: Cluster) -> None:
    with main_office(tmp_path / "one", cluster) as one:
        url = one.engine.url.render_as_string(hide_password=False)
        two = create_office(
            tmp_path / "two", company="Andere Firma", database_url=url, secrets="file"
        )
        with two, two.read() as conn:
            assert len(ranges.list_all(conn, two.tenant)) == 1
            assert two.company == "Andere Firma"


def test_a_creation_that_fails_is_taken_back_and_can_be_repeated(tmp_path: Path) -> None:
    url = "postgresql://qtf:geheim@127.0.0.1:1/nothing"
    for folder in (tmp_path / "new", tmp_path):
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(DatabaseUnreachable):
            create_office(folder, company="X", database_url=url, secrets="file")
        left = [path for path in sorted(tmp_path.rglob("*")) if path.name != "logs"]
        assert left == before
    create(tmp_path).close()


def test_a_creation_that_fails_leaves_the_files_of_others(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "qtf-office.log").write_text("…")
    (tmp_path / "notes.txt").write_text("mine")
    identity = Identity(TenantId("1" * 32), "X", WorkstationId("2" * 32), WorkstationId("3" * 32))
    url = "postgresql://qtf@127.0.0.1:1/nothing"
    with pytest.raises(DatabaseUnreachable):
        create_workstation_office(tmp_path, identity, new_keys(), database_url=url, secrets="file")
    files = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert files == ["notes.txt", "qtf-office.log"]
