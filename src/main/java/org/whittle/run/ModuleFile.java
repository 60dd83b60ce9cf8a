package org.whittle.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.whittle.score.block.TorchScriptFile;
import org.whittle.study.InvalidInputException;

/** A module's file, of this machine or of any Hadoop file system. */
final class ModuleFile {

    private ModuleFile() {
    }

    /**
     * Its content.
     *
     * @throws InvalidInputException if there is no such file, or it holds no TorchScript
     */
    static byte[] read(String path, Configuration hadoop) throws IOException {
        byte[] content;
        try {
            content = content(path, hadoop);
        } catch (FileNotFoundException e) {
            throw new InvalidInputException("%s: there is no such file; write where the module is".formatted(path));
        }
        try {
            new TorchScriptFile(content);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("%s %s".formatted(path, e.getMessage()));
        }
        return content;
    }

    private static byte[] content(String path, Configuration hadoop) throws IOException {
        if (!path.contains(":") && Files.isRegularFile(Path.of(path))) {
            return Files.readAllBytes(Path.of(path));
        }
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path);
        try (InputStream stream = file.getFileSystem(hadoop).open(file)) {
            return stream.readAllBytes();
        }
    }
}
