package org.whittle.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.Draft;
import org.whittle.config.hocon.Nearest;
import org.whittle.data.TableCheck;
import org.whittle.goal.CutRule;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.loss.ClassWeights;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.study.WinnerSpec;

/**
 * Study file and table, checked together.
 *
 * @param problems of both, those of the file first
 * @param notes what the user should know, and is not refused
 */
public record InputCheck(List<InputProblem> problems, List<InputProblem> notes) {

    /** Classes that a message lists. */
    private static final int SHOWN = 12;

    public InputCheck {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** Of the study file alone. */
    public static InputCheck of(Draft draft) {
        return new InputCheck(draft.problems(), draft.notes());
    }

    /**
     * Of both, on Spark; of the file alone if it does not say where the rows are.
     *
     * @param master of Spark; {@code null} to leave it to {@code spark-submit}
     * @param misfits what is wrong with the study, once it is known how large pictures are that the file does not tell
     *     of
     */
    public static InputCheck of(Draft draft, String master, Function<InputShape, List<InputProblem>> misfits) {
        if (draft.data().isEmpty()) {
            return of(draft);
        }
        SparkConf conf = SparkStart.configuration(draft.spark(), draft.resolved(), master);
        try (SparkStart.Session session = SparkStart.session(conf, "whittle validate")) {
            SparkSession spark = session.spark();
            Set<String> measured = draft.spec().map(InputCheck::measured).orElse(Set.of());
            long seed = draft.spec().map(StudySpec::seed).orElse(0L);
            TableCheck table = TableCheck.of(spark, draft.data().orElseThrow(), measured, seed);
            List<InputProblem> problems = new ArrayList<>(draft.problems());
            table.problems().stream().map(draft::located).forEach(problems::add);
            boolean unknown = draft.spec().filter(InputCheck::isSizeUnknown).isPresent();
            table.images().filter(rows -> unknown).map(misfits).ifPresent(problems::addAll);
            return new InputCheck(problems, Stream.concat(draft.notes().stream(),
                    table.notes().stream().map(draft::located)).toList());
        }
    }

    /** Whether networks see pictures of which the study file need not say how large they are. */
    private static boolean isSizeUnknown(StudySpec spec) {
        return spec.trainer().isEmpty() && !spec.data().image().isPresent();
    }

    /**
     * Looks at all networks once more, now that it is known how large pictures are.
     *
     * @throws InvalidInputException with a line for each that does not fit
     */
    static void requireFitting(StudySpec spec, Specification specification, InputShape rows) {
        if (rows instanceof InputShape.Image && isSizeUnknown(spec)) {
            List<InputProblem> misfits = specification.misfits(rows);
            if (!misfits.isEmpty()) {
                throw InvalidInputException.of(misfits);
            }
        }
    }

    /**
     * Looks whether there are two classes for a threshold, or classes at all for probabilities.
     *
     * @throws InvalidInputException if not
     */
    static void requireReadable(StudySpec spec, LearningTask task) {
        WinnerSpec winner = spec.winner();
        if (winner.fitsRules() && !(task instanceof LearningTask.Classification)) {
            throw new InvalidInputException(
                    "selection.threshold and selection.calibration are of classes, and the label "
                            + "is a number; leave them out, or write data.task = classification");
        }
        if (winner.threshold() != CutRule.FIXED && task.outputs() != 2) {
            throw new InvalidInputException(
                    "selection.threshold = %s is of two classes, and the label has %d; leave it "
                                    .formatted(winner.threshold().name().toLowerCase(Locale.ROOT), task.outputs())
                            + "out");
        }
    }

    /**
     * Looks whether there are the classes that {@code training.class-weights} names.
     *
     * @throws InvalidInputException if not, or if the label is a number
     */
    static void requireWeighable(StudySpec spec, LearningTask task) {
        List<String> named = ClassWeights.named(spec.training());
        List<String> classes = task instanceof LearningTask.Classification of ? of.classes() : List.of();
        if (!named.isEmpty() && classes.isEmpty()) {
            throw new InvalidInputException("training.class-weights is of classes, and the label is a number; leave it "
                    + "out, or write data.task = classification");
        }
        named.stream().filter(name -> !classes.contains(name)).findFirst().ifPresent(name -> {
            throw new InvalidInputException("training.class-weights names %s, and the label has no such class; write %s"
                    .formatted(name, Nearest.to(name, classes).orElseGet(() -> "one of " + String.join(", ",
                            classes.subList(0, Math.min(SHOWN, classes.size()))))));
        });
        if (!named.isEmpty() && classes.stream().allMatch(name -> named.contains(name)
                && ((Number) spec.training().get(ClassWeights.ofClass(name))).doubleValue() == 0)) {
            throw new InvalidInputException("training.class-weights gives no class a weight above 0; write one");
        }
    }

    /** The metrics that the validation rows of a study must define. */
    static Set<String> measured(StudySpec spec) {
        Set<String> metrics = new TreeSet<>();
        if (spec.trainer().isPresent()) {
            return metrics;
        }
        spec.objectives().goals().forEach(goal -> metrics.add(goal.metric()));
        return metrics;
    }

    /** The lines for the end of the study file, each once. */
    public List<String> lines() {
        Set<String> lines = new LinkedHashSet<>();
        problems.forEach(problem -> lines.add(problem.write()));
        notes.forEach(note -> lines.add(note.write()));
        lines.remove("");
        return List.copyOf(lines);
    }
}
