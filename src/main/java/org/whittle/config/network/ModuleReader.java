package org.whittle.config.network;

import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.kind.TorchScriptKind;
import org.whittle.score.block.TorchScriptFile;

/**
 * Reads {@code network.path}: a module that PyTorch saved as TorchScript. A local one is looked at, because most of
 * what is no TorchScript is known by its form; one of another file system is looked at when the study begins.
 */
final class ModuleReader {

    static final String PATH = "network.path";

    private final Settings settings;

    ModuleReader(Settings settings) {
        this.settings = settings;
    }

    /** The kind of networks; empty if no file is named, which is noted. */
    Optional<TorchScriptKind> read() {
        Optional<String> named = settings.written(PATH).flatMap(Kind::scalar)
                .filter(text -> !text.isBlank() && !text.equals(Kind.NONE));
        if (named.isEmpty()) {
            settings.keep(PATH, Kind.NONE);
            settings.problem(PATH, "network.path is missing; write the file of the module, such as "
                    + "network.path = \"net.pt\", as torch.jit.script(model).save(\"net.pt\") writes it");
            return Optional.empty();
        }
        boolean local = !named.get().matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
        String path = named.get();
        if (local && !settings.ofRecord()) {
            path = checked(path, settings.written(PATH).orElseThrow());
        }
        settings.keep(PATH, path);
        return Optional.of(new TorchScriptKind(path));
    }

    private String checked(String path, ConfigValue value) {
        try {
            Path file = Path.of(path).toAbsolutePath().normalize();
            if (!Files.isRegularFile(file)) {
                settings.objection(PATH, value, "network.path = %s: there is no such file; write where the module is"
                        .formatted(path));
                return path;
            }
            new TorchScriptFile(Files.readAllBytes(file));
            return file.toString();
        } catch (InvalidPathException | IOException e) {
            settings.objection(PATH, value, "network.path = %s cannot be read (%s); write where the module is"
                    .formatted(path, e.getMessage()));
        } catch (IllegalArgumentException e) {
            settings.objection(PATH, value, "network.path = %s %s".formatted(path, e.getMessage()));
        }
        return path;
    }
}
