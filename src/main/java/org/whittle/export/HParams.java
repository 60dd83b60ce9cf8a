package org.whittle.export;

import java.util.List;
import java.util.stream.Stream;
import org.whittle.goal.Goal;
import org.whittle.score.proto.ProtoBytes;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.study.Trial;

/**
 * What TensorBoard's plugin for hyperparameters is told: {@code HParamsPluginData} of
 * {@code tensorboard/plugins/hparams/plugin_data.proto}, and {@code Experiment} of {@code api.proto} beside it.
 */
final class HParams {

    static final String PLUGIN = "hparams";
    static final String EXPERIMENT = "_hparams_/experiment";
    static final String SESSION_START = "_hparams_/session_start_info";
    static final String SESSION_END = "_hparams_/session_end_info";

    private static final int STRING = 1;
    private static final int BOOLEAN = 2;
    private static final int FLOAT64 = 3;

    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;

    private static final int VALIDATION = 2;

    private HParams() {
    }

    /** Which hyperparameters and metrics there are. */
    static ProtoBytes experiment(ExportedStudy study) {
        // Experiment: time_created_secs = 3, hparam_infos = 4, metric_infos = 5, name = 6. HParamInfo: name = 1,
        // type = 4, domain_discrete = 5, domain_interval = 6. MetricInfo: name = 1 with tag = 2, dataset_type = 5.
        ProtoBytes experiment = new ProtoBytes().real(3, EventFile.seconds(study.opened().at()))
                .text(6, study.opened().name());
        for (Dimension dimension : study.spec().space().dimensions()) {
            experiment.message(4, parameter(dimension.parameter()));
        }
        metrics(study).forEach(metric -> experiment.message(5, new ProtoBytes()
                .message(1, new ProtoBytes().text(2, metric)).whole(5, VALIDATION)));
        return data().message(2, experiment);
    }

    /** A trial's configuration. */
    static ProtoBytes start(ExportedStudy study, Trial trial) {
        // SessionStartInfo: hparams = 1 (a map's entry: key = 1, value = 2), group_name = 4, start_time_secs = 5.
        ProtoBytes start = new ProtoBytes();
        trial.configuration().values().forEach((name, value) -> start.message(1,
                new ProtoBytes().text(1, name).message(2, value(study.spec().space().dimensions(), name, value))));
        return data().message(3, start.text(4, ExportedStudy.name(trial))
                .real(5, EventFile.seconds(study.start(trial))));
    }

    /** How a trial ended. */
    static ProtoBytes end(ExportedStudy study, Trial trial) {
        // SessionEndInfo: status = 1, end_time_secs = 2.
        boolean failed = trial.state() == Trial.State.FAILED || trial.state() == Trial.State.DIVERGED;
        return data().message(4, new ProtoBytes().whole(1, failed ? FAILURE : SUCCESS)
                .real(2, EventFile.seconds(study.end(trial))));
    }

    private static List<String> metrics(ExportedStudy study) {
        return Stream.concat(Stream.of(TensorBoardExporter.OBJECTIVE),
                study.spec().objectives().goals().stream().map(Goal::metric).distinct()).toList();
    }

    /** HParamsPluginData: version = 1, and one of what follows. */
    private static ProtoBytes data() {
        return new ProtoBytes().whole(1, 0);
    }

    private static ProtoBytes parameter(Parameter<?> parameter) {
        ProtoBytes info = new ProtoBytes().text(1, parameter.name());
        if (parameter instanceof RealParameter real) {
            return info.whole(4, FLOAT64).message(6, new ProtoBytes().real(1, real.low()).real(2, real.high()));
        }
        if (parameter instanceof IntegerParameter whole) {
            return info.whole(4, FLOAT64)
                    .message(6, new ProtoBytes().real(1, (double) whole.low()).real(2, (double) whole.high()));
        }
        ChoiceParameter choice = (ChoiceParameter) parameter;
        ProtoBytes values = new ProtoBytes();
        choice.values().forEach(value -> values.message(1, value(value, type(choice))));
        return info.whole(4, type(choice)).message(5, values);
    }

    /** Of values of one kind theirs; else all are texts. */
    private static int type(ChoiceParameter choice) {
        return choice.values().stream().allMatch(Number.class::isInstance) ? FLOAT64
                : choice.values().stream().allMatch(Boolean.class::isInstance) ? BOOLEAN : STRING;
    }

    private static ProtoBytes value(List<Dimension> space, String name, Object value) {
        int type = space.stream().map(Dimension::parameter)
                .filter(parameter -> parameter.name().equals(name) && parameter instanceof ChoiceParameter)
                .map(parameter -> type((ChoiceParameter) parameter)).findFirst()
                .orElse(value instanceof Number ? FLOAT64 : value instanceof Boolean ? BOOLEAN : STRING);
        return value(value, type);
    }

    /** Value of google/protobuf/struct.proto: number_value = 2, string_value = 3, bool_value = 4. */
    private static ProtoBytes value(Object value, int type) {
        return type == FLOAT64 && value instanceof Number number ? new ProtoBytes().real(2, number.doubleValue())
                : type == BOOLEAN && value instanceof Boolean truth ? new ProtoBytes().whole(4, truth ? 1 : 0)
                : new ProtoBytes().text(3, value.toString());
    }
}
