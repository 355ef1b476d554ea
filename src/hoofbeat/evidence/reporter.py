"""A paragraph for the methods and results section, ready to paste, with its references."""

from __future__ import annotations

from hoofbeat.evidence.contrasts import PooledRatio
from hoofbeat.evidence.pool import AGREE_ODDS, AGREE_POINTS, LARGEST_TAU, Pooled, Refused

REFERENCES: dict[str, str] = {
    "clopper-pearson": "Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.",
    "friede-2017": "Friede T, Roever C, Wandel S, Neuenschwander B. Res Synth Methods 2017;8:79-91.",
    "hamza-2008": "Hamza TH, van Houwelingen HC, Stijnen T. J Clin Epidemiol 2008;61:41-51.",
    "knapp-2003": "Knapp G, Hartung J. Stat Med 2003;22:2693-2710. doi:10.1002/sim.1482",
    "roever-2015": "Roever C, Knapp G, Friede T. BMC Med Res Methodol 2015;15:99. doi:10.1186/s12874-015-0091-1",
    "roever-2021": "Roever C, et al. Res Synth Methods 2021;12:448-474. doi:10.1002/jrsm.1475",
    "schwarzer-2019": "Schwarzer G, Chemaitelly H, Abu-Raddad LJ, Ruecker G. Res Synth Methods 2019;10:476-483. "
    "doi:10.1002/jrsm.1348",
    "stijnen-2010": "Stijnen T, Hamza TH, Ozdemir P. Stat Med 2010;29:3046-3067. doi:10.1002/sim.4040",
    "viechtbauer-2005": "Viechtbauer W. J Educ Behav Stat 2005;30:261-293. doi:10.3102/10769986030003261",
}


def methods_paragraph(result: Pooled | Refused | PooledRatio) -> str:
    """What was done and what came out, in full sentences, then the references in order of appearance."""
    if isinstance(result, Refused):
        sentences, cited = _refused(result)
    elif isinstance(result, PooledRatio):
        sentences, cited = _ratio(result)
    elif result.bayes is None:
        sentences, cited = _one_study(result)
    else:
        sentences, cited = _pooled(result)
    numbers = {key: place for place, key in enumerate(cited, start=1)}
    text = " ".join(sentences)
    for key, place in numbers.items():
        text = text.replace(f"[{key}]", f"[{place}]")
    return "\n".join([text, "", *(f"{place}. {REFERENCES[key]}" for key, place in numbers.items())])


def _pooled(result: Pooled) -> tuple[list[str], list[str]]:
    bayes, half = result.bayes, result.sensitivity
    if bayes is None or half is None:
        raise AssertionError("a pooled result has both posteriors")
    level = f"{result.level:.0%}"
    sentences = [
        f"{_how_many(result.studies)} with {result.total} patients, of whom {result.events} responded, were pooled with"
        " a one-stage binomial-normal model [hamza-2008], [stijnen-2010], which needs no correction for studies"
        " without events; transformations such as the double arcsine were avoided [schwarzer-2019].",
        "The posterior was computed on a deterministic grid with a uniform prior on the typical rate and a half-normal"
        f" prior with scale {bayes.scale:g} on the between-study standard deviation of the logits, with scale"
        f" {half.scale:g} as sensitivity analysis [friede-2017], [roever-2021].",
        f"The typical rate was {_rate(bayes.estimate)} ({level} credible interval"
        f" {_rate(bayes.ci_low)} to {_rate(bayes.ci_high)});"
        f" the true rate in a new study lies between {_rate(bayes.pi_low)} and {_rate(bayes.pi_high)} with"
        f" {level} probability; the median between-study standard deviation was {bayes.tau:.2f}.",
        f"With the narrower prior the typical rate was {_rate(half.estimate)} ({_rate(half.ci_low)} to"
        f" {_rate(half.ci_high)}).",
    ]
    cited = ["hamza-2008", "stijnen-2010", "schwarzer-2019", "friede-2017", "roever-2021"]
    if result.likelihood is None or result.cross_check is None:
        return [*sentences, f"There is no maximum-likelihood estimate: {result.likelihood_missing}."], cited
    plain = result.to_dict()
    ml, ml_t, check = plain["ml"], plain["ml_t"], plain["cross_check"]
    sentences += [
        f"Maximum likelihood (adaptive Gauss-Hermite quadrature, 31 nodes) gave {_rate(ml['estimate'])}"
        f" ({_rate(ml_t['ci_low'])} to {_rate(ml_t['ci_high'])}, t with {ml_t['df']} df).",
        f"As a cross-check, logits pooled by restricted maximum likelihood [viechtbauer-2005] with Knapp-Hartung limits"
        f" [knapp-2003] never narrower than Wald's [roever-2015] gave {_rate(check['estimate'])}"
        f" ({_rate(check['ci_low'])} to {_rate(check['ci_high'])}).",
        f"The three estimates {'agree' if result.methods_agree else 'do not agree'} within"
        f" {100 * AGREE_POINTS:g} percentage points and an odds ratio of {AGREE_ODDS:g}.",
    ]
    return sentences, [*cited, "viechtbauer-2005", "knapp-2003", "roever-2015"]


def _one_study(result: Pooled) -> tuple[list[str], list[str]]:
    return [
        f"One study was found, with {result.events} responders among {result.total} patients:"
        f" {_rate(result.estimate)} ({result.level:.0%} exact interval {_rate(result.ci_low)} to"
        f" {_rate(result.ci_high)}) [clopper-pearson]. Nothing was pooled."
    ], ["clopper-pearson"]


def _refused(result: Refused) -> tuple[list[str], list[str]]:
    return [
        f"{_how_many(len(result.counts))} were found and not pooled. {result.why}",
        f"Studies are pooled with a one-stage binomial-normal model [stijnen-2010] only where its between-study"
        f" standard deviation is at most {LARGEST_TAU} on the logit scale; each is shown with its exact interval"
        " [clopper-pearson].",
    ], ["stijnen-2010", "clopper-pearson"]


def _ratio(result: PooledRatio) -> tuple[list[str], list[str]]:
    plain = result.to_dict()
    name = {"HR": "hazard ratio", "OR": "odds ratio", "RR": "risk ratio"}[result.measure]
    line = (
        f"The {name} was {plain['estimate']:.2f} ({result.level:.0%} confidence interval {plain['ci_low']:.2f} to"
        f" {plain['ci_high']:.2f})."
    )
    if len(result.ratios) == 1:
        return [f"One comparison was found. {line}"], []
    count = "Two" if len(result.ratios) == 2 else str(len(result.ratios))
    model = "random effects" if result.random_headline else "a common effect"
    sentences = [
        f"{count} comparisons were pooled by inverse variance on the logarithm, with {model}. {line}",
        f"Heterogeneity: Q = {plain['q']:.2f} on {result.fixed.df} df (p = {plain['q_p']:.2g}), I2 ="
        f" {plain['i2']:.0%}, tau2 = {plain['tau2']:.3f} by restricted maximum likelihood [viechtbauer-2005];"
        f" random-effects limits by Knapp and Hartung [knapp-2003], never narrower than Wald's [roever-2015].",
    ]
    return sentences, ["viechtbauer-2005", "knapp-2003", "roever-2015"]


def _how_many(studies: int) -> str:
    return "Two studies" if studies == 2 else f"{studies} studies"


def _rate(rate: float) -> str:
    return f"{100 * rate:.1f}%"
