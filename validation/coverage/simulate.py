"""How often the intervals hold: simulated sets of studies with the arm sizes of the knowledge base.

    python validation/coverage/simulate.py [--replications 2000] [--processes 2] [--json FILE]

Every cell draws K arm sizes (with replacement, from arm_sizes.json), K true rates around a typical rate with SD tau on
the logit scale, and the responders. Seeds are fixed, so the table is the same every time. Coverage of the typical
rate is counted; coverage of a new study's true rate is computed from its known distribution.
"""

import argparse
import itertools
import json
import math
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy.special import expit, logit, ndtr

from hoofbeat.evidence.bayes_grid import posteriors
from hoofbeat.evidence.binomial_normal import NoFiniteMaximumError, UntrustworthyMaximumError, fit
from hoofbeat.evidence.normal_normal import logits, reml
from hoofbeat.evidence.pool import LARGEST_TAU

STUDIES = (2, 3, 5, 8, 12)
TAUS = (0.0, 0.4, 0.8, 1.2)
RATES = (0.10, 0.30)
SIZES = Path(__file__).with_name("arm_sizes.json")
INTERVALS = ("bayes_ci", "bayes_half_ci", "ml_z_ci", "ml_t_ci", "hk_ci")
PREDICTIONS = ("bayes_pi", "bayes_half_pi", "ml_t_pi")


def one(k, n):
    """Intervals of one simulated set by every method; None where the set is refused."""
    found = {}
    try:
        likelihood = fit(k, n)
        if likelihood.tau2 > LARGEST_TAU**2:
            return None
        found |= {"ml_z_ci": likelihood.wald(), "ml_t_ci": likelihood.student()}
        found |= {"ml_t_pi": likelihood.prediction(), "ml": float(expit(likelihood.mu))}
    except NoFiniteMaximumError:
        pass
    except UntrustworthyMaximumError:
        return None
    whole, half = posteriors(k, n)
    found |= {"bayes_ci": (whole.ci_low, whole.ci_high), "bayes_pi": (whole.pi_low, whole.pi_high)}
    found |= {"bayes_half_ci": (half.ci_low, half.ci_high), "bayes_half_pi": (half.pi_low, half.pi_high)}
    found["hk_ci"] = tuple(float(expit(x)) for x in reml(*logits(k, n)).knapp_hartung())
    return found | {"bayes": whole.estimate}


def holds_for_new_study(limits, mu, tau):
    low, high = (float(logit(x)) for x in limits)
    if tau == 0:
        return float(low <= mu <= high)
    return float(ndtr((high - mu) / tau) - ndtr((low - mu) / tau))


def cell(task):
    number, (studies, tau, rate), replications = task
    sizes = np.array(json.loads(SIZES.read_text())["patients"])
    draw = np.random.default_rng([20261122, number])
    mu = math.log(rate / (1 - rate))
    results, refused = [], 0
    for _ in range(replications):
        n = draw.choice(sizes, studies)
        k = draw.binomial(n, expit(draw.normal(mu, tau, studies)))
        found = one(k, n)
        refused += found is None
        if found is not None:
            results.append(found)
    row = {"studies": studies, "tau": tau, "rate": rate, "replications": replications}
    row |= {"refused": refused / replications, "no_ml": sum("ml" not in r for r in results) / replications}
    for name in INTERVALS:
        limits = np.array([r[name] for r in results if name in r])
        row[name] = float(np.mean((limits[:, 0] <= rate) & (rate <= limits[:, 1])))
        row[f"{name}_width"] = float(np.median(limits[:, 1] - limits[:, 0]))
    for name in PREDICTIONS:
        row[name] = float(np.mean([holds_for_new_study(r[name], mu, tau) for r in results if name in r]))
    for name in ("bayes", "ml"):
        row[f"{name}_bias"] = float(np.median([r[name] for r in results if name in r])) - rate
    return row


def markdown(rows):
    heads = ("K", "tau", "rate", *INTERVALS, *PREDICTIONS, "width bayes", "width ml t", "bias bayes", "bias ml")
    lines = ["| " + " | ".join((*heads, "refused")) + " |", "|" + " --- |" * (len(heads) + 1)]
    for r in rows:
        cells = [str(r["studies"]), f"{r['tau']:.1f}", f"{r['rate']:.2f}"]
        cells += [f"{r[name]:.3f}".lstrip("0") for name in (*INTERVALS, *PREDICTIONS)]
        cells += [f"{r['bayes_ci_width']:.2f}", f"{r['ml_t_ci_width']:.2f}"]
        cells += [f"{100 * r['bayes_bias']:+.1f}", f"{100 * r['ml_bias']:+.1f}", f"{100 * r['refused']:.1f} %"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--replications", type=int, default=2000)
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    cells = list(itertools.product(STUDIES, TAUS, RATES))
    tasks = [(number, where, chosen.replications) for number, where in enumerate(cells)]
    with ProcessPoolExecutor(chosen.processes) as workers:
        rows = list(workers.map(cell, reversed(tasks)))[::-1]
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1) + "\n")
    print(markdown(rows))


if __name__ == "__main__":
    main()
