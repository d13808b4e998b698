"""Norm files: round trip, choice of norms, merging, refusals."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pairbond.cohort.table import TableOptions
from pairbond.errors import ConfigError, ContentError
from pairbond.instruments import NormGroup
from pairbond.library.instruments import load_instrument
from pairbond.library.norm_build import NormRequest, build_norms, merge_norm_files
from pairbond.library.norm_files import NormLabel, norm_spec, write_norms
from pairbond.library.norms import choose_norms, load_norms, read_norm_spec, read_norms
from pairbond.library.spec import NormSpec
from pairbond.library.tables import open_table

ECR, CLOSENESS, BOND = (load_instrument(name) for name in ("ecr", "closeness", "bond"))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAIRBOND_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def label(name: str = "test-norms") -> NormLabel:
    return NormLabel(id=name, title="Test", year=2026, source="made up", cleaning="none")


def people(n: int, seed: int = 0) -> pl.DataFrame:
    """Random answers 1-5 to the ECR with age and gender."""
    rng = np.random.default_rng(seed)
    level = 0.6 * rng.normal(size=(n, 1))
    answers = np.clip(np.rint(3 + level + rng.normal(size=(n, 36))), 1, 5).astype(int)
    frame = pl.DataFrame(answers, schema=[f"Q{i}" for i in range(1, 37)], orient="row")
    return frame.with_columns(age=rng.integers(18, 60, n), gender=rng.integers(1, 3, n))


def build(
    tmp_path: Path,
    frame: pl.DataFrame,
    *,
    gender: str | None = None,
    age: str | None = "age",
    name: str = "n",
) -> NormSpec:
    frame.write_csv(tmp_path / f"{name}.csv")
    options = TableOptions(columns="Q{n}", response_range=(1, 5), age_column=age)
    request = NormRequest(label=label(), who="made-up people", gender_column=gender)
    return build_norms(open_table(tmp_path / f"{name}.csv"), ECR, options, request)


def written(spec: NormSpec, path: Path) -> tuple[NormGroup, ...]:
    write_norms(spec, path)
    return read_norms(path)


def assert_same_group(first: NormGroup, second: NormGroup) -> None:
    assert first.scales.keys() == second.scales.keys()
    for scale_id, norm in first.scales.items():
        other = second.scales[scale_id]
        assert [(b.first, b.last, b.mean_age) for b in norm.bands] == [
            (b.first, b.last, b.mean_age) for b in other.bands
        ]
        assert all((x.counts == y.counts).all() for x, y in zip(norm.bands, other.bands, strict=True))
        np.testing.assert_array_equal(norm.item_sums, other.item_sums)
        np.testing.assert_array_equal(norm.item_products, other.item_products)
        assert (norm.mean, norm.sd, norm.alpha) == (other.mean, other.sd, other.alpha)
    for density, copy in zip(first.joint, second.joint, strict=True):
        np.testing.assert_array_equal(density.counts, copy.counts)


def test_writing_and_reading_gives_the_same_norms(tmp_path: Path) -> None:
    spec = build(tmp_path, people(900), gender="gender")
    groups = written(spec, tmp_path / "norms.yaml")
    assert read_norm_spec(tmp_path / "norms.yaml") == spec
    again = norm_spec(groups, ECR, label())
    assert again == spec
    for first, second in zip(groups, written(again, tmp_path / "again.yaml"), strict=True):
        assert_same_group(first, second)


def test_shipped_norms_survive_a_round_trip(tmp_path: Path) -> None:
    for group in load_norms():
        spec = norm_spec([group], load_instrument(group.instrument), label())
        (copy,) = written(spec, tmp_path / "copy.yaml")
        assert_same_group(group, copy)


def test_genders_are_groups_of_their_own_where_asked_for(tmp_path: Path) -> None:
    groups = written(build(tmp_path, people(900), gender="gender"), tmp_path / "n.yaml")
    assert [g.group for g in groups] == ["all", "women", "men"]
    assert groups[0].id == "test-norms" and groups[1].id == "test-norms.women"
    assert groups[1].n + groups[2].n == groups[0].n == 900
    assert groups[1].who == "made-up people: women"


def test_a_gender_of_fewer_than_200_is_no_group(tmp_path: Path) -> None:
    frame = people(500).with_columns(gender=pl.Series([1] * 199 + [2] * 301))
    groups = written(build(tmp_path, frame, gender="gender"), tmp_path / "n.yaml")
    assert [g.group for g in groups] == ["all", "women"]


def test_fewer_than_200_people_are_no_norm_group(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        build(tmp_path, people(199))
    assert str(refused.value) == (
        "Norms for all would rest on 199 people; at least 200 complete answers of people aged 18-80 are needed."
    )
    assert build(tmp_path, people(200)).groups


def test_norms_need_ages(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--age-column"):
        build(tmp_path, people(300), age=None)


def test_only_clean_rows_count(tmp_path: Path) -> None:
    frame = people(600)
    spoilt = frame.with_columns(
        age=pl.when(pl.int_range(pl.len()) < 50).then(17).otherwise(pl.col("age")),
        Q7=pl.when(pl.int_range(pl.len()).is_between(50, 99)).then(None).otherwise(pl.col("Q7")),
    )
    flat = pl.DataFrame({f"Q{i}": [3] * 40 for i in range(1, 37)} | {"age": [30] * 40, "gender": [1] * 40})
    table = pl.concat([spoilt, flat], how="vertical_relaxed")
    (group,) = written(build(tmp_path, table), tmp_path / "n.yaml")
    assert group.n == 500


def test_merged_halves_equal_the_whole(tmp_path: Path) -> None:
    frame = people(2_000)
    whole = written(build(tmp_path, frame), tmp_path / "whole.yaml")[0]
    halves = []
    for i, half in enumerate((frame[:1_100], frame[1_100:])):
        halves.append(tmp_path / f"half{i}.yaml")
        write_norms(build(tmp_path, half, name=f"h{i}"), halves[-1])
    merged = written(merge_norm_files(halves, ECR, "both"), tmp_path / "merged.yaml")[0]
    assert merged.n == whole.n == 2_000
    for scale_id, norm in whole.scales.items():
        found = merged.scales[scale_id]
        np.testing.assert_array_equal(found.counts, norm.counts)
        assert (found.mean, found.sd) == pytest.approx((norm.mean, norm.sd), abs=1e-12)
        assert found.alpha == pytest.approx(norm.alpha, abs=1e-12)
    np.testing.assert_array_equal(merged.joint[0].counts, whole.joint[0].counts)
    backwards = written(merge_norm_files(halves[::-1], ECR, "both"), tmp_path / "back.yaml")[0]
    for scale_id in whole.scales:
        np.testing.assert_array_equal(backwards.scales[scale_id].counts, whole.scales[scale_id].counts)


def test_merging_again_and_again_leaves_titles_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "n.yaml"
    spec = build(tmp_path, people(900), gender="gender")
    write_norms(spec, path)
    for _ in range(3):
        write_norms(merge_norm_files([path], ECR), path)
    assert [g.title for g in read_norm_spec(path).groups] == [g.title for g in spec.groups]


def test_norms_of_different_questionnaires_do_not_merge(tmp_path: Path) -> None:
    ecr, other = tmp_path / "ecr.yaml", tmp_path / "other.yaml"
    spec = build(tmp_path, people(300))
    write_norms(spec, ecr)
    write_norms(spec.model_copy(update={"instrument_hash": "0" * 16}), other)
    with pytest.raises(ConfigError) as refused:
        merge_norm_files([ecr, other], ECR)
    assert str(refused.value) == "other.yaml: norms of ecr in another version cannot be added."


def test_norms_of_different_ranges_do_not_merge(tmp_path: Path) -> None:
    from pairbond.cohort.norm_table import merged

    (group,) = written(build(tmp_path, people(300)), tmp_path / "n.yaml")
    assert load_norms()[-1].instrument != group.instrument
    with pytest.raises(ConfigError, match="different instruments, groups or ranges"):
        merged(group, load_norms()[-1])


# ---- choosing ------------------------------------------------------------------------------------


def test_own_norms_before_borrowed_and_none_where_there_are_none() -> None:
    own, borrowed = choose_norms(ECR), choose_norms(CLOSENESS)
    assert own is not None and not own.borrowed and own.tau == 0
    assert borrowed is not None and borrowed.borrowed and (borrowed.tau, borrowed.round_to) == (0.25, 10)
    assert choose_norms(BOND) is None


def test_a_hosts_own_norms_come_first(tmp_path: Path, own_folder: Path) -> None:
    write_norms(build(tmp_path, people(300)), own_folder / "norms" / "mine.yaml")
    found = choose_norms(ECR)
    assert found is not None and found.group.id == "test-norms" and found.group.n == 300


def test_norms_are_asked_for_by_id_or_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    write_norms(build(tmp_path, people(300)), path)
    by_file = choose_norms(ECR, str(path))
    by_id = choose_norms(ECR, "ecr-web-2018")
    assert by_file is not None and by_file.group.n == 300
    assert by_id is not None and by_id.group.id == "ecr-web-2018"


def test_norms_that_do_not_exist_or_do_not_fit() -> None:
    with pytest.raises(ContentError, match="There are no norms 'nowhere'; choose from: "):
        choose_norms(ECR, "nowhere")
    with pytest.raises(ContentError, match=r"The norms 'ecr-web-2018' are not norms of bond\."):
        choose_norms(BOND, "ecr-web-2018")


def test_damaged_counts_are_refused(tmp_path: Path) -> None:
    spec = build(tmp_path, people(300))
    data = spec.model_dump(mode="json", by_alias=True)
    data["groups"][0]["scales"][0]["bands"][0]["counts"] = "1 2 3"
    write_norms(NormSpec.model_validate(data), tmp_path / "bad.yaml")
    with pytest.raises(ContentError, match="3 counts at age 18, not 73"):
        read_norms(tmp_path / "bad.yaml")


# ---- privacy of the shipped files ----------------------------------------------------------------


@pytest.mark.parametrize("group", load_norms(), ids=lambda group: group.id)
def test_no_age_band_holds_fewer_than_50_people(group: NormGroup) -> None:
    assert group.n >= 200
    for norm in group.scales.values():
        assert min(band.n for band in norm.bands) >= 50
        ends = [(band.first, band.last) for band in norm.bands]
        assert all(a[1] < b[0] for a, b in pairwise(ends))
        assert ends[0][0] >= 18 and ends[-1][1] <= 80
