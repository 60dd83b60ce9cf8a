package org.whittle.study;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.whittle.net.LearningTask;
import org.whittle.sampler.StagedSampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.FullTraining;

/**
 * What {@code auto} stands for in a study: sampler and scheduler by the space, trials in flight by both, task and loss
 * by the labels. It is
 * settled once and recorded when the study opens; a later release, whose {@code auto} may choose better, resumes the
 * study with what was chosen then.
 */
public final class AutoChoice {

    private static final String AUTO = "\"auto\"";

    private AutoChoice() {
    }

    /**
     * The settings that say what was chosen, with their values: for a scheduler, also its numbers.
     *
     * @param task that the labels set; empty before the data were looked at
     */
    public static SortedMap<String, String> of(StudySpec spec, Optional<LearningTask> task) {
        SortedMap<String, String> chosen = new TreeMap<>();
        if (isAuto(spec, "search.sampler")) {
            chosen.put("search.sampler", spec.sampler().in(spec.space()).name());
        }
        if (isAuto(spec, "search.staged.sampler") && spec.sampler().in(spec.space()) instanceof StagedSampler staged) {
            chosen.put("search.staged.sampler", staged.inner().name());
        }
        if (isAuto(spec, "search.scheduler")) {
            chosen.put("search.scheduler", spec.scheduler().name());
            if (spec.scheduler().ofEpochs() instanceof Ascent ascent) {
                chosen.put("search.iterations", Integer.toString(ascent.iterations()));
            } else if (spec.scheduler().ofEpochs() instanceof FullTraining full) {
                chosen.put("search.trials", Integer.toString(full.trials()));
                chosen.put("search.population", Integer.toString(full.population()));
            }
        }
        if (isAuto(spec, "search.parallel") && spec.inFlight().auto()) {
            Room.of(spec).trials().ifPresent(trials -> chosen.put("search.parallel", Integer.toString(trials)));
        }
        task.map(LearningTask.Classification.class::isInstance).ifPresent(classification -> {
            if (isAuto(spec, "data.task")) {
                chosen.put("data.task", classification ? "classification" : "regression");
            }
            if (isAuto(spec, "training.loss")) {
                chosen.put("training.loss", classification ? "cross-entropy" : "mean-squared");
            }
        });
        return chosen;
    }

    /** For people; empty if nothing was left to choose. */
    public static String text(SortedMap<String, String> chosen) {
        return chosen.isEmpty() ? "" : "auto: " + chosen.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static boolean isAuto(StudySpec spec, String setting) {
        return AUTO.equals(spec.resolved().get(setting));
    }
}
