package org.whittle.config;

import java.util.List;
import java.util.Optional;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.SecretSettings;
import org.whittle.config.hocon.Settings;
import org.whittle.study.Exports;

/** Reads {@code export}. An address of the environment is in no record. */
final class ExportReader {

    private static final String URI = "export.mlflow.uri";

    private final Settings settings;

    ExportReader(Settings settings) {
        this.settings = settings;
    }

    /** @param study its name, which the experiment has by default */
    Exports read(String study) {
        Optional<String> uri = settings.get(URI, Kind.optional(Kind.text()));
        uri.filter(address -> !SecretSettings.isPlaceholder(address)).flatMap(Exports.Mlflow::flaw)
                .ifPresent(flaw -> settings.problem(URI, URI + " " + flaw));
        uri.ifPresent(address -> NotifyReader.keep(settings, URI, List.of("export", "mlflow", "uri"), address,
                address));
        Object experiment = settings.get("export.mlflow.experiment", Kind.auto(Kind.text()));
        Optional<String> register = settings.get("export.mlflow.register-as", Kind.optional(Kind.text()));
        Optional<String> tensorboard = settings.get("export.tensorboard.path", Kind.optional(Kind.text()));
        return new Exports(
                uri.filter(address -> !SecretSettings.isPlaceholder(address)).map(address -> new Exports.Mlflow(
                        address, experiment.equals(Kind.AUTO) ? study : (String) experiment, register)),
                tensorboard);
    }
}
