from __future__ import annotations

from pathlib import Path

import pytest

from qtf_format.channel import ChannelSettings
from qtf_office.errors import NameTaken, OfficeMisconfigured, OfficeMissing
from qtf_office.settings import (
    MatchingSettings,
    OfficeSettings,
    add_channel,
    read_settings,
    remove_channel,
    set_value,
    write_new,
)

OURS = OfficeSettings(tenant="1" * 32, workstation="2" * 32)
FOLDER = ChannelSettings("Austausch", "folder", {"path": "C:\\Büro\\Austausch"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "office.toml"
    write_new(file, OURS, "file", None)
    return file


def broken(path: Path, text: str) -> OfficeMisconfigured:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    with pytest.raises(OfficeMisconfigured) as caught:
        read_settings(path)
    return caught.value


def test_new_settings_are_read_with_their_defaults(path: Path) -> None:
    settings = read_settings(path)
    assert settings.office == OURS
    assert (settings.secrets.store, settings.database.url) == ("file", None)
    assert settings.import_.out_of_range == "wait"
    assert (settings.import_.always_ask, settings.import_.hold_for_address) == (False, False)
    assert settings.matching == MatchingSettings()
    assert settings.channels == ()


def test_new_settings_name_the_database(tmp_path: Path) -> None:
    write_new(tmp_path / "o.toml", OURS, "keyring", "postgresql://qtf@db/office")
    assert read_settings(tmp_path / "o.toml").database.url == "postgresql://qtf@db/office"


def test_every_setting_can_be_written(path: Path) -> None:
    for section, key, value in (
        ("import", "always_ask", True),
        ("import", "hold_for_address", True),
        ("import", "out_of_range", "reject"),
        ("matching", "threshold", 0.9),
        ("matching", "margin", 0.1),
        ("export", "folder", "/home/erika/Austausch"),
        ("export", "channel", "Austausch"),
        ("export", "answer_within_days", 3),
    ):
        set_value(path, section, key, value)
    settings = read_settings(path)
    assert settings.import_.out_of_range == "reject"
    assert settings.import_.always_ask
    assert (settings.matching.threshold, settings.matching.margin) == (0.9, 0.1)
    assert (settings.export.channel, settings.export.answer_within_days) == ("Austausch", 3)
    set_value(path, "export", "channel", None)
    assert read_settings(path).export.channel is None


@pytest.mark.parametrize(
    ("text", "place", "detail"),
    [
        ("[matching]\nthreshhold = 0.9\n", "matching", "threshhold"),
        ("[matching]\nthreshold = 1.5\n", "matching.threshold", "<= 1"),
        ("[matching]\nthreshold = 'high'\n", "matching.threshold", "float"),
        ("[export]\nanswer_within_days = true\n", "export.answer_within_days", "int"),
        ("[database]\nbusy_s = 0\n", "database.busy_s", "> 0"),
        ("[[channel]]\nname = 'x'\nkind = 'folder'\nprot = 1\n", "channel[0]", "prot"),
        ("[[channel]]\nname = 'x'\n", "channel[0]", "kind"),
        ("[[channel]]\nname = ''\nkind = 'folder'\n", "channel[0].name", ">= 1"),
        ("[unknown]\n", "-", "unknown"),
        ("[import]\n", "TOML", "import"),
        ("= 3\n", "TOML", "line"),
    ],
)
def test_a_mistake_is_named_with_its_place(path: Path, text: str, place: str, detail: str) -> None:
    problem = broken(path, text)
    assert problem.exit == 3
    assert problem.fields["place"] == place
    assert detail in str(problem.fields["detail"])
    assert str(path) in problem.sentences("de")[0]


def test_two_channels_cannot_have_one_name(path: Path) -> None:
    entry = "[[channel]]\nname = '{}'\nkind = 'folder'\n"
    problem = broken(path, entry.format("Süd") + entry.format("SÜD"))
    assert problem.fields["place"] == "channel[1].name"


def test_settings_without_an_identity_are_no_settings(path: Path) -> None:
    path.write_text("[office]\ntenant = 'x'\n", encoding="utf-8")
    with pytest.raises(OfficeMisconfigured, match="office"):
        read_settings(path)


def test_a_file_that_is_no_text_is_refused(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OfficeMisconfigured):
        read_settings(path)


def test_a_file_from_a_windows_editor_is_read_and_changed(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    set_value(path, "import", "always_ask", True)
    assert read_settings(path).import_.always_ask


def test_a_section_written_on_one_line_can_be_changed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[import]")] + "\n", encoding="utf-8")
    head = path.read_text(encoding="utf-8")
    path.write_text("import = { always_ask = false }\n" + head, encoding="utf-8")
    set_value(path, "import", "always_ask", True)
    assert read_settings(path).import_.always_ask


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "office.toml").mkdir()
    with pytest.raises(OfficeMisconfigured):
        read_settings(tmp_path / "office.toml")


def test_no_file_is_no_office(tmp_path: Path) -> None:
    with pytest.raises(OfficeMissing):
        read_settings(tmp_path / "office.toml")


def test_channels_are_added_and_removed(path: Path) -> None:
    other = ChannelSettings("Zweiter", "folder", {})
    for channel in (FOLDER, other):
        add_channel(path, channel)
    assert read_settings(path).channels == (FOLDER, other)
    assert remove_channel(path, "AUSTAUSCH")
    assert read_settings(path).channels == (other,)
    assert not remove_channel(path, "Austausch")
    assert remove_channel(path, "Zweiter")
    assert read_settings(path).channels == ()
    assert not remove_channel(path, "Zweiter")
    add_channel(path, FOLDER)
    assert read_settings(path).channels == (FOLDER,)


def test_a_channel_name_is_given_once(path: Path) -> None:
    add_channel(path, FOLDER)
    with pytest.raises(NameTaken):
        add_channel(path, ChannelSettings("austausch", "mail", {}))
    assert read_settings(path).channels == (FOLDER,)


def test_a_persons_comments_survive(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    edited = text.replace("[import]", "# wegen der Lehrlinge:\n[import]") + "\n# Ende\n"
    path.write_text(edited, encoding="utf-8")
    add_channel(path, FOLDER)
    set_value(path, "import", "always_ask", True)
    after = path.read_text(encoding="utf-8")
    assert "# wegen der Lehrlinge:\n[import]\nalways_ask = true" in after
    assert "# Ende" in after
    assert read_settings(path).channels == (FOLDER,)


def test_a_value_that_would_break_the_file_is_not_written(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(OfficeMisconfigured):
        set_value(path, "import", "out_of_range", "maybe")
    with pytest.raises(OfficeMisconfigured):
        set_value(path, "import", "colour", "red")
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["office.toml"]
