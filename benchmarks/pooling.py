"""Pooling against metafor, in the same run: ratios of times, and the largest difference of the figures.

    python benchmarks/pooling.py [--repeat 5]

Without R (or without metafor, lme4 and jsonlite) it says so and measures only ours. Times are the best of several
rounds after warming up, so that the ratio says something about the work and not about the machine.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from hoofbeat.evidence.bayes_grid import posteriors
from hoofbeat.evidence.binomial_normal import fit
from hoofbeat.evidence.normal_normal import logits, reml
from hoofbeat.evidence.pool import StudyCounts, leave_one_out, pool_proportions

EVENTS, TOTAL = [5, 9, 2, 11, 1, 13], [29, 27, 19, 49, 40, 30]
MANY = [(7 * i) % 13 + 2 for i in range(60)], [18 + (11 * i) % 45 for i in range(60)]

R = """
suppressMessages({library(metafor); library(lme4); library(jsonlite)})
k <- c(%s); n <- c(%s); d <- data.frame(k=k, n=n, s=factor(seq_along(k)))
best <- function(f, times) { f(); min(sapply(1:%d, function(i) system.time(for (j in 1:times) f())[["elapsed"]] / times)) * 1000 }
tight <- glmer(cbind(k, n-k) ~ 1 + (1|s), data=d, family=binomial, nAGQ=50,
  control=glmerControl(optimizer="bobyqa", optCtrl=list(rhobeg=.01, rhoend=1e-9, maxfun=1e5), tolPwrss=1e-13))
u <- rma.uni(measure="PLO", xi=k, ni=n, test="adhoc", control=list(threshold=1e-13, maxiter=1000))
cat(toJSON(list(
  glmm=best(function() rma.glmm(measure="PLO", xi=k, ni=n), 20),
  glmer=best(function() glmer(cbind(k, n-k) ~ 1 + (1|s), data=d, family=binomial, nAGQ=25), 20),
  reml=best(function() rma.uni(measure="PLO", xi=k, ni=n, test="adhoc"), 100),
  ml=c(fixef(tight), sqrt(as.matrix(vcov(tight))[1, 1]), tight@theta^2),
  normal=c(u$beta[1], u$se, u$tau2), version=as.character(packageVersion("metafor"))), digits=NA, auto_unbox=TRUE))
"""


def best(work: Callable[[], object], times: int, repeat: int) -> float:
    """Milliseconds for one run, the best of `repeat` rounds."""
    work()
    rounds = []
    for _ in range(repeat):
        start = time.perf_counter()
        for _ in range(times):
            work()
        rounds.append((time.perf_counter() - start) / times * 1000)
    return min(rounds)


def from_r(repeat: int) -> Any:
    if shutil.which("Rscript") is None:
        return None
    script = R % (",".join(map(str, EVENTS)), ",".join(map(str, TOTAL)), repeat)
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeat", type=int, default=5)
    repeat = options.parse_args().repeat
    studies = [StudyCounts(f"series {i}", k, n) for i, (k, n) in enumerate(zip(EVENTS, TOTAL, strict=True))]
    many = [StudyCounts(f"series {i}", k, n) for i, (k, n) in enumerate(zip(*MANY, strict=True))]
    ours = {
        "maximum likelihood": best(lambda: fit(EVENTS, TOTAL), 50, repeat),
        "REML, Knapp-Hartung": best(lambda: reml(*logits(EVENTS, TOTAL)).knapp_hartung(), 50, repeat),
        "Bayesian grid, two priors": best(lambda: posteriors(EVENTS, TOTAL), 20, repeat),
        "everything": best(lambda: pool_proportions(studies), 20, repeat),
        "everything, leaving each out": best(lambda: leave_one_out(studies), 5, repeat),
        "everything, sixty studies": best(lambda: pool_proportions(many), 5, repeat),
    }
    print("six series (ms, best of rounds, warm)")
    for name, milliseconds in ours.items():
        print(f"  {name:30s} {milliseconds:8.2f}")
    theirs = from_r(repeat)
    if theirs is None:
        print("no Rscript with metafor, lme4 and jsonlite here: no ratio")
        sys.exit()
    print(f"metafor {theirs['version']} (ms)")
    for key, name in (("glmm", "rma.glmm"), ("glmer", "lme4::glmer, 25 nodes"), ("reml", "rma.uni, adhoc")):
        print(f"  {name:30s} {theirs[key]:8.2f}")
    found, normal = fit(EVENTS, TOTAL), reml(*logits(EVENTS, TOTAL))
    print("ratios (R's time over ours)")
    print(f"  maximum likelihood             {theirs['glmm'] / ours['maximum likelihood']:8.1f}")
    print(f"  REML, Knapp-Hartung            {theirs['reml'] / ours['REML, Knapp-Hartung']:8.1f}")
    print(f"  everything against rma.glmm    {theirs['glmm'] / ours['everything']:8.1f}")
    apart = [abs(a - b) for a, b in zip((found.mu, found.se, found.tau2), theirs["ml"], strict=True)]
    apart_normal = [
        abs(a - b)
        for a, b in zip((normal.estimate, normal.conservative_se, normal.tau2), theirs["normal"], strict=True)
    ]
    print("largest difference from a tightly converged fit")
    print(f"  maximum likelihood             {max(apart):8.0e}")
    print(f"  REML                           {max(apart_normal):8.0e}")


if __name__ == "__main__":
    main()
