package org.whittle.app;

import java.util.Map;
import java.util.Stack;
import org.whittle.run.Tuning;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** What {@code --resume} says of a study that is there already. */
enum Resume {
    /** Not given: there must be none. */
    NO,
    /** {@code --resume}: go on with it. */
    PLAIN,
    /** {@code --resume=auto}: go on with it, or report it if it has finished. */
    AUTO;

    Tuning applied(Tuning tuning) {
        return switch (this) {
            case NO -> tuning;
            case PLAIN -> tuning.resume();
            case AUTO -> tuning.repeatable();
        };
    }

    /** Takes a value only where it is attached: in {@code --resume study.conf} the file is an argument of its own. */
    static final class Attached implements IParameterPreprocessor {

        @Override
        public boolean preprocess(
                Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (info.get("separator") == null) {
                arguments.push("");
            }
            return false;
        }
    }

    /** Reads its value. */
    static final class Reader implements ITypeConverter<Resume> {

        @Override
        public Resume convert(String value) {
            return switch (value) {
                case "" -> PLAIN;
                case "auto" -> AUTO;
                default -> throw new TypeConversionException("'%s' is not known; write --resume or --resume=auto"
                        .formatted(value));
            };
        }
    }
}
