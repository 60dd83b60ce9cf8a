package org.whittle.app;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.whittle.net.kind.MlpKind;
import org.whittle.sampler.Exploration;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.RungPlan;
import org.whittle.space.Dimension;
import org.whittle.space.Parameter;
import org.whittle.study.AutoChoice;
import org.whittle.study.InFlight;
import org.whittle.study.PlanNotes;
import org.whittle.study.StopRules;
import org.whittle.study.StudyPlan;
import org.whittle.study.StudySpec;

/** What a study would do, as text for a terminal. */
final class PlanText {

    private static final int WIDTH = 100;
    /** Brackets that are listed one by one. */
    private static final int MOST_BRACKETS = 40;

    private PlanText() {
    }

    static String of(StudySpec spec) {
        StudyPlan plan = StudyPlan.of(spec);
        StringBuilder text = new StringBuilder();
        text.append("Study %s: %s %s, seed %d%n%n".formatted(spec.name(),
                spec.objective().direction().name().toLowerCase(Locale.ROOT), spec.objective().metric(), spec.seed()));
        spec.trainer().ifPresent(trainer -> text.append(paragraph("Trainer: " + trainer.describe())));
        if (spec.trainer().isEmpty() && !(spec.network() instanceof MlpKind)) {
            text.append(paragraph("Network %s: %s".formatted(spec.network().key(), spec.network().describe())));
        }
        text.append(paragraph("Sampler %s: %s".formatted(spec.sampler().name(),
                spec.sampler().describe(spec.space()))));
        text.append(paragraph("Scheduler %s: %s".formatted(spec.scheduler().name(), spec.scheduler().describe())));
        String chosen = AutoChoice.text(AutoChoice.of(spec, Optional.empty()));
        if (!chosen.isEmpty()) {
            text.append(paragraph(chosen));
        }
        int width = spec.space().names().stream().mapToInt(String::length).max().orElse(0);
        text.append("Search space: %d parameters, %s%n".formatted(spec.space().dimensions().size(),
                spec.space().size().isPresent() ? "%,d configurations".formatted(spec.space().size().getAsLong())
                        : "infinitely many configurations"));
        for (Dimension dimension : spec.space().dimensions()) {
            text.append(("  %-" + width + "s  %s%s%n").formatted(dimension.name(), dimension.parameter().domain(),
                    dimension.when().map(e -> "   when " + e).orElse("")));
        }
        spec.space().constraints().forEach(c -> text.append("  constraint: %s%n".formatted(c)));
        PlanNotes.of(spec).forEach(note -> text.append("  note: %s%n".formatted(note)));
        text.append("%n%9s %6s %8s %8s %15s%n".formatted("bracket", "rung", "trials", "epochs", "epochs trained"));
        plan.stretches().forEach(stretch -> text.append(rows(stretch)));
        // Who goes on before a rung is full may train more than the best of the whole rung would have.
        boolean alone = spec.scheduler().asynchronous().isPresent();
        spec.parallel().ifPresent(trials -> text.append("%nKeeps %,d trials in flight (search.parallel).".formatted(
                trials)));
        if (spec.inFlight().order() == InFlight.Order.ARRIVAL) {
            text.append("%nResults count as they arrive (search.order = arrival): another run goes another way.");
        }
        text.append("%nIn total %s %,d trials and %,d epochs, %.1f times one full training of %d epochs.%n"
                .formatted(
                        alone ? "some" : "at most",
                        plan.trials(),
                        plan.epochs(),
                        plan.epochs() / (double) spec.scheduler().full(1).spent(),
                        spec.scheduler().full(1).spent()));
        if (plan.copies() > 0) {
            text.append("%,d of the trials are copies of others, with changed %s.%n".formatted(plan.copies(),
                    Exploration.parameters(spec.space()).stream().map(Parameter::name)
                            .collect(Collectors.joining(", "))));
        }
        if (spec.scheduler().racesOverFolds()) {
            text.append("Then its best trials race over the other %d folds, for about half as many epochs again.%n"
                    .formatted(spec.scheduler().folds() - spec.scheduler().firstFolds()));
        }
        StopRules stop = spec.stop();
        if (stop.finalists() > 0
                && (stop.trials().isPresent()
                        || stop.epochs().isPresent()
                        || stop.plateau().isPresent())) {
            text.append("If a rule of stop ends the search early, its best %d train on to %d epochs (stop.finalists).%n"
                    .formatted(stop.finalists(), spec.scheduler().maxEpochs()));
        }
        text.append("Training every %strial in full would take %,d epochs.%n"
                .formatted(
                        plan.copies() > 0 ? "other " : "",
                        plan.entering() * spec.scheduler().full(1).spent()));
        return text.toString();
    }

    /** A line for each rung of a stretch; of many repetitions the first stands for all. */
    private static String rows(StudyPlan.Stretch stretch) {
        StringBuilder text = new StringBuilder();
        int count = stretch.brackets().size();
        boolean all = stretch.times() * count <= MOST_BRACKETS;
        for (int time = 0; time < (all ? stretch.times() : 1); time++) {
            for (BracketPlan bracket : stretch.brackets()) {
                text.append(rows(bracket, bracket.number() + time * count));
            }
        }
        if (!all) {
            text.append("%9s likewise %,d times more, up to bracket %,d%n".formatted("...", stretch.times() - 1,
                    stretch.brackets().get(0).number() + stretch.times() * count - 1));
        }
        return text.toString();
    }

    private static String rows(BracketPlan bracket, int number) {
        StringBuilder text = new StringBuilder();
        long before = 0;
        for (int i = 0; i < bracket.rungs().size(); i++) {
            RungPlan rung = bracket.rungs().get(i);
            text.append("%9s %6d %8d %8d %15d%n"
                    .formatted(
                            i > 0 ? "" : number == 0 ? "baseline" : String.valueOf(number),
                            i,
                            rung.trials(),
                            rung.epochs(),
                            rung.trials() * (rung.spent() - before)));
            before = rung.spent();
        }
        return text.toString();
    }

    /** Lines of a terminal's width, and an empty one. */
    private static String paragraph(String sentences) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String word : sentences.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append("%n  ".formatted());
                column = 2;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        return text.append("%n%n".formatted()).toString();
    }
}
