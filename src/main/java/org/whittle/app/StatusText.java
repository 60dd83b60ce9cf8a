package org.whittle.app;

import org.whittle.run.StudyStatus;
import org.whittle.study.InvalidInputException;

/** What {@code status} and {@code wait} have in common. */
final class StatusText {

    private StatusText() {
    }

    /** @throws InvalidInputException if there is no study */
    static StudyStatus of(String directory) {
        return StudyStatus.of(directory)
                .orElseThrow(() -> new InvalidInputException("There is no study in %s.".formatted(directory)));
    }

    static void print(StudyStatus status, boolean json) {
        System.out.println(json ? status.json() : status.line());
        if (!json && !status.reason().isEmpty()) {
            System.out.println(status.reason());
        }
    }

    static int exitCode(StudyStatus status) {
        return switch (status.state()) {
            case DONE -> status.exitCode().orElse(ExitCode.DONE);
            case FAILED -> ExitCode.FAILED;
            case LOST -> ExitCode.LOST;
            default -> ExitCode.UNDER_WAY;
        };
    }
}
