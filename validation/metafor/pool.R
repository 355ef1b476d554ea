# Fits every set of sets.json with metafor and lme4, tightly converged, and writes pinned.json.
#   Rscript validation/metafor/pool.R   (from anywhere; needs metafor, lme4, jsonlite)
suppressMessages({library(metafor); library(jsonlite)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value=TRUE)))
sets <- fromJSON(file.path(here, "sets.json"), simplifyDataFrame=FALSE)

tight <- function(k, n, nodes) {
  d <- data.frame(k=k, n=n, study=factor(seq_along(k)))
  why <- NULL
  control <- lme4::glmerControl(optimizer="bobyqa", optCtrl=list(rhobeg=.01, rhoend=1e-9, maxfun=1e5), tolPwrss=1e-13)
  m <- tryCatch(suppressWarnings(lme4::glmer(cbind(k, n-k) ~ 1 + (1|study), data=d, family=binomial, nAGQ=nodes, control=control)),
                error=function(e) { why <<- trimws(conditionMessage(e)); NULL })
  if (is.null(m)) return(list(refused=why))
  mu <- unname(lme4::fixef(m)); se <- sqrt(as.matrix(vcov(m))[1, 1]); z <- qnorm(.975)
  list(mu=mu, se=se, tau2=unname(m@theta^2), ci_low=plogis(mu - z*se), ci_high=plogis(mu + z*se), nodes=nodes)
}
plain <- function(k, n) {
  why <- NULL
  m <- tryCatch(suppressWarnings(rma.glmm(measure="PLO", xi=k, ni=n)), error=function(e) { why <<- trimws(conditionMessage(e)); NULL })
  if (is.null(m)) return(list(refused=why))
  list(mu=m$beta[1], se=m$se, tau2=m$tau2, ci_low=plogis(m$ci.lb), ci_high=plogis(m$ci.ub))
}
normal <- function(...) {
  m <- suppressWarnings(rma.uni(..., control=list(threshold=1e-13, maxiter=10000)))
  p <- predict(m)
  list(mu=m$beta[1], se=m$se, tau2=m$tau2, ci_low=m$ci.lb, ci_high=m$ci.ub, pi_low=p$pi.lb, pi_high=p$pi.ub, q=m$QE, i2=m$I2/100)
}
rates <- lapply(sets$rates, function(s) {
  k <- s$events; n <- s$total
  c(s, list(glmm=tight(k, n, 50), glmm_default=plain(k, n), logit_reml_adhoc=normal(measure="PLO", xi=k, ni=n, method="REML", test="adhoc")))
})
estimates <- function(y, v) list(EE=normal(yi=y, vi=v, method="EE"), DL=normal(yi=y, vi=v, method="DL"),
                                 REML=normal(yi=y, vi=v, method="REML"), REML_adhoc=normal(yi=y, vi=v, method="REML", test="adhoc"))
ratios <- lapply(sets$ratios, function(s) {
  y <- log(s$ratio); v <- ((log(s$ci_high) - log(s$ci_low)) / (2*qnorm(.975)))^2
  c(s, estimates(y, v))
})
twoarm <- lapply(sets$two_arm, function(s) {
  one <- function(m) { e <- escalc(measure=m, ai=s$events, n1i=s$total, ci=s$control_events, n2i=s$control_total); estimates(e$yi, e$vi) }
  c(s, list(RR=one("RR"), OR=one("OR")))
})
versions <- list(R=R.version.string, metafor=as.character(packageVersion("metafor")), lme4=as.character(packageVersion("lme4")))
write(toJSON(list(versions=versions, rates=rates, ratios=ratios, two_arm=twoarm), digits=I(17), auto_unbox=TRUE, pretty=TRUE), file.path(here, "pinned.json"))
