"""The reference page is what the commands say."""

from pathlib import Path

from pairbond.cli.main import COMMANDS
from pairbond.cli.reference import main, reference


def test_the_committed_page_is_up_to_date(repository: Path) -> None:
    page = repository / "docs" / "reference" / "cli.md"
    message = "run: python -m pairbond.cli.reference docs/reference/cli.md"
    assert page.read_text(encoding="utf-8") == reference(), message


def test_every_command_and_option_is_in_it() -> None:
    page = reference()
    for name in COMMANDS:
        assert f"\n## pairbond {name}\n" in page
    assert "| `--range LOW:HIGH` |" in page
    assert "### pairbond instruments add-wording" in page


def test_it_is_written_where_one_says(tmp_path: Path) -> None:
    assert main([str(tmp_path / "cli.md")]) == 0
    assert (tmp_path / "cli.md").read_text(encoding="utf-8") == reference()
