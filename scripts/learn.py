"""Learns what questions want from `knowledge/phrases/examples.yaml`, into `src/hoofbeat/ask/learned.npz`: `make learn`.

Needs scikit-learn (in the `dev` extra). The same records give the same classifier on the same machine.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_selection import chi2
from sklearn.svm import LinearSVC

from hoofbeat.ask.features import every_feature, weighted
from hoofbeat.ask.intents import features_of
from hoofbeat.ask.names import Names
from hoofbeat.ask.recognizer import LEARNED, fingerprint
from hoofbeat.ask.records import examples
from hoofbeat.ask.understanding import understand
from hoofbeat.knowledge import load_knowledge

SOFTNESS = 0.5  # the penalty parameter, chosen on questions kept apart
MOST_FEATURES = 14_000
URGENT = "emergency"
LOOKALIKE = (
    "not-emergency"  # looks like an emergency and is none: says what is not urgent, and nothing of what is wanted
)
BARE = "clarify"


def learned(
    labels: list[str], found: list[dict[str, float]], features: list[str]
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The labels, and for each the weight of every feature and the bias."""
    place = {name: n for n, name in enumerate(features)}
    rows = [n for n, f in enumerate(found) for _ in f]
    columns = [place[name] for f in found for name in f]
    values = [v for f in found for v in f.values()]
    table = csr_matrix((values, (rows, columns)), shape=(len(found), len(features)))
    wanted = np.array(labels)
    named = np.flatnonzero(~np.isin(wanted, [URGENT, LOOKALIKE]))
    which = LinearSVC(C=SOFTNESS, class_weight="balanced", random_state=0).fit(table[named], wanted[named])
    urgent = LinearSVC(C=SOFTNESS, class_weight="balanced", random_state=0).fit(table, wanted == URGENT)
    weights = np.vstack([which.coef_, urgent.coef_]).T
    return [*which.classes_, URGENT], weights, np.append(which.intercept_, urgent.intercept_)


def most_telling(labels: list[str], sets: list[set[str]]) -> dict[str, float]:
    """The features that tell labels apart best (chi squared), with their rarity."""
    counts = Counter(f for s in sets for f in s)
    every = sorted(f for f, n in counts.items() if n > 1)
    place = {f: n for n, f in enumerate(every)}
    rows = [n for n, s in enumerate(sets) for f in s if f in place]
    columns = [place[f] for s in sets for f in s if f in place]
    table = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(sets), len(every)))
    telling = np.nan_to_num(chi2(table, labels)[0])
    kept = sorted(every[i] for i in np.argsort(-telling, kind="stable")[:MOST_FEATURES])
    return {f: 1 + math.log(len(sets) / counts[f]) for f in kept}


def main() -> None:
    """Learns and writes."""
    knowledge = load_knowledge()
    known = Names.of(knowledge).vocabulary
    labelled = [(label, q) for label, questions in examples().items() for q in questions]
    read = [understand(q, knowledge, "patient") for _, q in labelled]
    named = [features_of(u, knowledge) for u in read]
    labels = [label for label, _ in labelled]
    rarity = most_telling(labels, [every_feature(u, n, known) for u, n in zip(read, named, strict=True)])
    found = [weighted(u, n, known, rarity) for u, n in zip(read, named, strict=True)]
    names, weights, bias = learned(labels, found, list(rarity))
    np.savez_compressed(
        LEARNED,
        learned_from=fingerprint(),
        labels=np.array(names),
        features="\n".join(rarity),
        rarity=np.array(list(rarity.values()), dtype="float32"),
        weights=weights.astype("float16"),
        bias=bias.astype("float32"),
    )
    print(f"{len(labels)} examples, {len(names)} labels, {len(rarity)} features, {LEARNED.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
