package org.whittle.score.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The files of one exported model, wherever they lie. */
public interface ModelFiles {

    /**
     * The content of a file.
     *
     * @param name within the model's directory
     * @throws FileNotFoundException if there is none
     * @throws IOException if it cannot be read
     */
    byte[] read(String name) throws IOException;

    /** The whole path of a file, for messages. */
    String locate(String name);

    /** Those of a directory of Whittle's jar. */
    static ModelFiles inJar(String directory) {
        return new ModelFiles() {
            @Override
            public byte[] read(String name) throws IOException {
                try (InputStream stream =
                        ModelFiles.class.getClassLoader().getResourceAsStream(directory + "/" + name)) {
                    if (stream == null) {
                        throw new FileNotFoundException(locate(name));
                    }
                    return stream.readAllBytes();
                }
            }

            @Override
            public String locate(String name) {
                return "classpath:" + directory + "/" + name;
            }
        };
    }

    /** Those of a local directory. */
    static ModelFiles in(Path directory) {
        return new ModelFiles() {
            @Override
            public byte[] read(String name) throws IOException {
                try {
                    return Files.readAllBytes(directory.resolve(name));
                } catch (NoSuchFileException e) {
                    throw new FileNotFoundException(locate(name));
                }
            }

            @Override
            public String locate(String name) {
                return directory.resolve(name).toString();
            }
        };
    }
}
