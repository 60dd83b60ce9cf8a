package org.whittle.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.whittle.config.hocon.Nearest;
import org.whittle.net.Training;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what training can be told. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        description =
                "Tells the settings of training, their domains and defaults, what they are usually tuned in "
                        + "(space.KEY {}), "
                        + "and what the names that can be written stand for.")
final class SettingsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "KEY",
            arity = "0..*",
            description = "settings to tell of, such as optimizer; without any: all")
    private List<String> keys = new ArrayList<>();

    @Override
    public Integer call() {
        List<Setting<?>> wanted = keys.isEmpty()
                ? Training.settings()
                : keys.stream().<Setting<?>>map(this::setting).toList();
        wanted.forEach(setting -> System.out.println(text(setting)));
        return ExitCode.DONE;
    }

    private Setting<?> setting(String key) {
        return Training.ofKey(key).orElseThrow(() -> new ParameterException(command.commandLine(),
                "%s is not a setting of training; write %s".formatted(key, Nearest.to(key, Training.keys())
                        .orElseGet(() -> "one of " + String.join(", ", Training.keys())))));
    }

    /** A paragraph: meaning, domain, default, and each option of a choice with the settings that it reads. */
    static String text(Setting<?> setting) {
        Optional<Training.Choice> choice =
                Training.choices().stream().filter(one -> one.setting().equals(setting)).findFirst();
        StringBuilder text =
                new StringBuilder("%s = %s%n  %s.%n".formatted(setting.key(), setting.standard(), setting.meaning()));
        if (choice.isEmpty()) {
            text.append("  It is %s".formatted(setting.domain()));
            setting.usual().ifPresent(usual -> text.append("; usually tuned in %s".formatted(usual.domain())));
            text.append(".%n".formatted());
            NetworkKind mlp = new MlpKind();
            NetworkKind convolutional = new ConvolutionalKind();
            if (mlp.reads().contains(setting.key()) != convolutional.reads().contains(setting.key())) {
                NetworkKind only = mlp.reads().contains(setting.key()) ? mlp : convolutional;
                text.append("  It has an effect with network.kind = %s, or where network.graph names it.%n"
                        .formatted(only.key()));
            }
            Training.choices().forEach(other -> {
                List<String> with = other.with(setting);
                if (!with.isEmpty()) {
                    text.append("  It has an effect with %s = %s.%n"
                            .formatted(other.setting().key(), String.join(" | ", with)));
                }
            });
        } else {
            setting.usual().ifPresent(usual -> text.append("  Usually tuned in %s.%n".formatted(usual.domain())));
            choice.get()
                    .options()
                    .forEach(option ->
                            text.append("    %-14s %s%s%n".formatted(option.key(), option.meaning(), reads(option))));
        }
        return text.toString();
    }

    private static String reads(Option option) {
        return option.reads().isEmpty() ? "" : option.reads().stream().<String>map(Setting::key)
                .collect(Collectors.joining(", ", "; with ", ""));
    }
}
