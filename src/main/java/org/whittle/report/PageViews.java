package org.whittle.report;

import java.util.Optional;
import org.whittle.study.Trial;

/** The places of the page's views, each with what it shows in words. Which there are is up to the study. */
record PageViews(Overview overview, Optional<Importance.OfBudget> importance) {

    void write(Html html) {
        if (overview.trials().stream().noneMatch(Trial::isComparable)) {
            return;
        }
        String metric = overview.spec().objective().metric();
        String validation = Comparison.validation(metric);
        String named = Character.toUpperCase(validation.charAt(0)) + validation.substring(1);
        html.raw("<div id=\"toolbar\" role=\"region\" aria-label=\"What is selected\"></div>");
        html.heading("History");
        html.chart("history", ("%s of every trial in the order of proposal, at the epoch that speaks for "
                + "it, and the best so far. Stopped trials trained fewer epochs than finished ones; those that "
                + "diverged or failed have no value. A click on a trial, here and elsewhere, shows all about it; so "
                + "does its number in the table below.").formatted(named));
        html.heading("Learning curves");
        html.chart("curves", ("%s, epoch by epoch; %s and baseline stand out, stopped trials are faded, "
                + "points are the ends of rungs. A name's click hides it.").formatted(named,
                overview.winner().isPresent() ? "the winner" : "the best trial so far"));
        parameters(html, metric);
        html.heading("Ranks");
        html.raw("<div class=\"beside\">");
        html.chart("ranks", "Every trial at its rank by %s.".formatted(metric));
        html.chart("distribution", "Which share of trials came to at most a value of %s.".formatted(metric));
        html.raw("</div>");
        if (!overview.state().rungs().isEmpty()) {
            html.heading("Timeline");
            html.chart("timeline", "Cohorts by host and slot, rung after rung; gaps are idle. Laid out from how "
                    + "long each cohort and each rung took: which of a host's slots a cohort had is not recorded, and "
                    + "rungs that ran at once stand side by side here.");
        }
        if (overview.trials().stream().anyMatch(trial -> trial.parent().isPresent())) {
            html.heading("Genealogy");
            html.chart("genealogy", ("Every trial from its first to its last epoch, coloured by the rank of its %s. A "
                    + "copy begins at its parent's line; the ancestors of %s stand out.").formatted(metric,
                    overview.winner().isPresent() ? "the winner" : "the best trial so far"));
        }
    }

    private void parameters(Html html, String metric) {
        int varying = overview.varyingParameters().size();
        if (varying == 0) {
            return;
        }
        html.heading("Configurations");
        html.chart("parallel", ("Every line is a trial: its parameters from left to right, its %s at the right, "
                + "coloured by rank. Dragging along an axis filters all views, a click on the axis lets go; Filter all "
                + "views, above, does the same by keyboard.").formatted(metric));
        importance.ifPresent(known -> {
            html.heading("Importance");
            html.chart("importance", ("Share of the variance of %s over the whole space that each parameter "
                    + "explains, and that pairs explain beyond it, of %s trials after %d %s (functional ANOVA). "
                    + "The lines are the middle 95 %% of trees.").formatted(metric, Numbers.count(known.trials()),
                    known.epochs(), known.epochs() == 1 ? "epoch" : "epochs"));
        });
        html.heading("Effects");
        html.chart(
                "slices",
                ("What trials came to in %s at each value of a parameter, coloured by rank, and the mean along it. "
                                + "All else varies too, and so do epochs.")
                        .formatted(metric));
        if (varying > 1) {
            html.chart("contour", "Two parameters: trials where they lie, and how those nearby rank on average.");
        }
    }
}
