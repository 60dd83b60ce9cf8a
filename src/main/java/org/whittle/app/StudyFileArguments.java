package org.whittle.app;

import java.util.List;
import org.whittle.config.Draft;
import org.whittle.config.hocon.EnvironmentSettings;
import org.whittle.net.InputShape;
import org.whittle.run.Specification;
import org.whittle.study.InputProblem;
import org.whittle.study.StudySpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The study file and what replaces its settings, for every command that reads one. */
final class StudyFileArguments {

    @Parameters(paramLabel = "STUDY_FILE", description = "for instance conf/digits.conf")
    private String file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "replaces a setting of the study file; repeatable")
    private List<String> settings = List.of();

    /** The study file as the user named it. */
    String file() {
        return file;
    }

    Specification specification() {
        return Specification.file(file).with(environment()).with(settings);
    }

    /** Settings that environment variables replace, before those that the command line does. */
    static List<String> environment() {
        return EnvironmentSettings.of(System.getenv());
    }

    /** The study file as far as it can be understood. */
    Draft draft() {
        return specification().draft();
    }

    /** What is wrong with the study, now that it is known what rows are. */
    List<InputProblem> misfits(InputShape rows) {
        return specification().misfits(rows);
    }

    /** @throws org.whittle.study.InvalidInputException if the file or a setting is wrong */
    StudySpec read() {
        draft().notes().forEach(note -> System.out.println("note: " + note.text()));
        return specification().read();
    }
}
