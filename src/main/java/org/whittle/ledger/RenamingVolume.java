package org.whittle.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A file system such as HDFS, whose renames are atomic, and can be told to replace a file or to leave one alone. A file
 * is written under another name in the same directory and appears by a rename.
 */
final class RenamingVolume extends HadoopVolume {

    private final FileContext context;

    RenamingVolume(FileSystem fileSystem, FileContext context) {
        super(fileSystem);
        this.context = context;
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        publish(file, content, Options.Rename.OVERWRITE);
    }

    @Override
    public boolean writeNew(Path file, byte[] content) throws IOException {
        if (exists(file)) {
            return false;
        }
        try {
            publish(file, content, Options.Rename.NONE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private void publish(Path file, byte[] content, Options.Rename rename) throws IOException {
        Path written = new Path(file.getParent(), UNPUBLISHED + UUID.randomUUID());
        boolean published = false;
        try {
            try (OutputStream out = context.create(written, EnumSet.of(CreateFlag.CREATE),
                    Options.CreateOpts.createParent())) {
                out.write(content);
            }
            context.rename(written, file, rename);
            published = true;
        } finally {
            if (!published) {
                fileSystem.delete(written, false);
            }
        }
    }
}
