package org.whittle.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objective;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.study.Trial;

/**
 * A study as the journal that Optuna's {@code JournalStorage} replays from a {@code JournalFileBackend}: a line of JSON
 * for each operation.
 *
 * <p>Trials that a scheduler stopped are pruned ones of Optuna's, with what they were worth; where there are several
 * objectives, for which Optuna knows no pruning, they are complete ones. Those that diverged have failed. What a
 * trial's configuration has beside its space (a baseline's value that is never proposed) is among its attributes.
 */
public final class OptunaJournal {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String WORKER = "whittle";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT).withZone(ZoneOffset.UTC);

    // optuna/storages/journal/_storage.py: JournalOperation.
    private static final int CREATE_STUDY = 0;
    private static final int SET_STUDY_USER_ATTR = 2;
    private static final int SET_STUDY_SYSTEM_ATTR = 3;
    private static final int CREATE_TRIAL = 4;

    // optuna/trial/_state.py: TrialState; optuna/study/_study_direction.py: StudyDirection.
    private static final int RUNNING = 0;
    private static final int COMPLETE = 1;
    private static final int PRUNED = 2;
    private static final int FAIL = 3;
    private static final int MINIMIZE = 1;
    private static final int MAXIMIZE = 2;

    private OptunaJournal() {
    }

    /** The journal's bytes. */
    public static byte[] of(ExportedStudy study) {
        StringBuilder lines = new StringBuilder();
        ObjectNode create = operation(CREATE_STUDY).put("study_name", study.opened().name());
        ArrayNode directions = create.putArray("directions");
        List<Objective> objectives = study.spec().objectives().optimized();
        objectives.forEach(each -> directions.add(each.direction() == Direction.MAXIMIZE ? MAXIMIZE : MINIMIZE));
        add(lines, create);
        ObjectNode names = operation(SET_STUDY_SYSTEM_ATTR).put("study_id", 0);
        ArrayNode metrics = names.putObject("system_attr").putArray("study:metric_names");
        objectives.forEach(each -> metrics.add(each.metric()));
        add(lines, names);
        attribute(lines, "whittle:study", study.files().locate(""));
        attribute(lines, "whittle:seed", Long.toString(study.opened().seed()));
        study.winner().ifPresent(winner -> attribute(lines, "whittle:winner", winner.id().toString()));
        study.trials().forEach(trial -> add(lines, trial(study, trial)));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a journal has lines that are not ours: Optuna went on with it. */
    public static boolean isOthers(byte[] journal) {
        for (String line : new String(journal, StandardCharsets.UTF_8).split("\n")) {
            try {
                JsonNode operation = MAPPER.readTree(line);
                if (operation == null || !operation.path("worker_id").asText().equals(WORKER)) {
                    return true;
                }
            } catch (JsonProcessingException e) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode operation(int code) {
        return MAPPER.createObjectNode().put("op_code", code).put("worker_id", WORKER);
    }

    private static void attribute(StringBuilder lines, String key, String value) {
        ObjectNode operation = operation(SET_STUDY_USER_ATTR).put("study_id", 0);
        operation.putObject("user_attr").put(key, value);
        add(lines, operation);
    }

    private static void add(StringBuilder lines, ObjectNode operation) {
        try {
            lines.append(MAPPER.writeValueAsString(operation)).append('\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Trees of JSON can be written", e);
        }
    }

    private static ObjectNode trial(ExportedStudy study, Trial trial) {
        int state = state(study, trial);
        ObjectNode create = operation(CREATE_TRIAL).put("study_id", 0).put("state", state)
                .put("datetime_start", TIME.format(study.start(trial)));
        if (state != RUNNING) {
            Instant end = study.end(trial);
            create.put("datetime_complete", TIME.format(end));
        }
        values(study, trial, state, create);
        ObjectNode attributes = MAPPER.createObjectNode();
        parameters(study, trial, create, attributes);
        attributes.put("whittle:state", trial.state().name().toLowerCase(Locale.ROOT));
        attributes.put("whittle:origin", trial.origin());
        attributes.put("whittle:bracket", trial.bracket());
        if (!trial.reason().isEmpty()) {
            attributes.put("whittle:reason", trial.reason());
        }
        trial.parent().ifPresent(parent -> attributes.put("whittle:parent", parent.trial().value()));
        create.set("user_attrs", attributes);
        create.set("system_attrs", system(study, trial));
        ObjectNode intermediate = create.putObject("intermediate_values");
        Objective objective = study.spec().objective();
        for (EpochRecord epoch : trial.curve().epochs()) {
            double value = objective.of(epoch);
            if (Double.isFinite(value)) {
                intermediate.put(Integer.toString(epoch.epoch()), value);
            }
        }
        return create;
    }

    private static int state(ExportedStudy study, Trial trial) {
        return switch (trial.state()) {
            case RUNNING -> RUNNING;
            // One that was ended before its first epoch has nothing to be complete with.
            case STOPPED, FINISHED -> study.objective(trial).isEmpty() ? FAIL
                    : trial.state() == Trial.State.STOPPED && study.spec().objectives().optimized().size() == 1
                            ? PRUNED : COMPLETE;
            case DIVERGED, FAILED -> FAIL;
        };
    }

    /** One value stands alone, several in a list. */
    private static void values(ExportedStudy study, Trial trial, int state, ObjectNode create) {
        create.putNull("value");
        create.putNull("values");
        Optional<EpochRecord> epoch = trial.representative(study.spec().objectives());
        if (state == RUNNING || state == FAIL || epoch.isEmpty()) {
            return;
        }
        List<Double> values = study.spec().objectives().optimized().stream().map(goal -> goal.of(epoch.get())).toList();
        if (values.size() == 1) {
            create.put("value", values.get(0));
        } else {
            ArrayNode list = create.putArray("values");
            values.forEach(list::add);
        }
    }

    private static void parameters(ExportedStudy study, Trial trial, ObjectNode create, ObjectNode attributes) {
        ObjectNode distributions = create.putObject("distributions");
        ObjectNode params = create.putObject("params");
        for (Dimension dimension : study.spec().space().dimensions()) {
            Parameter<?> parameter = dimension.parameter();
            trial.configuration().value(parameter.name()).ifPresent(value -> {
                if (parameter.contains(value)) {
                    distributions.put(parameter.name(), distribution(parameter));
                    params.put(parameter.name(), inner(parameter, value));
                } else {
                    attributes.put("whittle:" + parameter.name(), value.toString());
                }
            });
        }
    }

    /** How far each threshold is missed, as Optuna has constraints: at most 0 where it is met. */
    private static ObjectNode system(ExportedStudy study, Trial trial) {
        ObjectNode attributes = MAPPER.createObjectNode();
        Optional<EpochRecord> epoch = trial.representative(study.spec().objectives());
        if (trial.isComparable() && epoch.isPresent() && !study.spec().objectives().thresholds().isEmpty()) {
            ArrayNode constraints = attributes.putArray("constraints");
            study.spec().objectives().thresholds().forEach(threshold -> {
                double distance = threshold.of(epoch.get()) - threshold.bound();
                constraints.add(threshold.direction() == Direction.MAXIMIZE ? -distance : distance);
            });
        }
        return attributes;
    }

    /** Of optuna/distributions.py: {@code distribution_to_json}, a text of JSON within the line's. */
    private static String distribution(Parameter<?> parameter) {
        ObjectNode distribution = MAPPER.createObjectNode();
        ObjectNode attributes = MAPPER.createObjectNode();
        if (parameter instanceof RealParameter real) {
            distribution.put("name", "FloatDistribution");
            attributes.put("low", real.low()).put("high", real.fromUnit(1)).put("log", real.scale() == Scale.LOG);
            real.step().ifPresentOrElse(step -> attributes.put("step", step), () -> attributes.putNull("step"));
        } else if (parameter instanceof IntegerParameter whole) {
            distribution.put("name", "IntDistribution");
            attributes.put("low", whole.low()).put("high", whole.fromUnit(1))
                    .put("log", whole.scale() == Scale.LOG).put("step", whole.step());
        } else {
            distribution.put("name", "CategoricalDistribution");
            ArrayNode choices = attributes.putArray("choices");
            ((ChoiceParameter) parameter).values().forEach(choices::addPOJO);
        }
        return distribution.set("attributes", attributes).toString();
    }

    /** As Optuna keeps a value: a number, or a choice's place. */
    private static double inner(Parameter<?> parameter, Object value) {
        return parameter instanceof ChoiceParameter choice ? choice.values().indexOf(value)
                : ((Number) value).doubleValue();
    }
}
