package org.whittle.data.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.types.StructType;
import org.whittle.work.Undeclared;

/**
 * A table of files that this JVM reads row by row, with Spark's readers but without a session of Spark: to start one
 * takes longer than to read some ten thousand rows. Rows come in the order in which Spark has them.
 */
public final class LocalTable implements CellFinder, AutoCloseable {

    /** Reads one of the files. */
    @FunctionalInterface
    interface Reader {

        /**
         * Its rows in blocks.
         *
         * @param width of what is made of a row, in numbers
         * @param owner closes what is opened
         */
        Iterator<SourceBlock> read(FileStatus file, int width, Owner owner) throws Exception;
    }

    /** Closes what reads files. */
    @FunctionalInterface
    interface Owner {
        void owns(Closeable opened);
    }

    private final LocalFiles files;
    private final StructType schema;
    private final Reader reader;
    private final Deque<Closeable> opened = new ArrayDeque<>();

    LocalTable(LocalFiles files, StructType schema, Reader reader) {
        this.files = files;
        this.schema = schema;
        this.reader = reader;
    }

    public StructType schema() {
        return schema;
    }

    /**
     * All rows.
     *
     * @param width of what is made of a row, in numbers: there are the fewer rows in a block
     */
    public Iterator<SourceBlock> blocks(int width) {
        Iterator<FileStatus> each = files.all().iterator();
        return new Iterator<>() {
            private Iterator<SourceBlock> current;

            @Override
            public boolean hasNext() {
                while ((current == null || !current.hasNext()) && each.hasNext()) {
                    current = open(each.next(), width);
                }
                return current != null && current.hasNext();
            }

            @Override
            public SourceBlock next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return current.next();
            }
        };
    }

    private Iterator<SourceBlock> open(FileStatus file, int width) {
        try {
            closeAll();
            return reader.read(file, width, opened::push);
        } catch (Exception e) {
            throw Undeclared.asIs(e);
        }
    }

    @Override
    public List<Optional<RowLocator.Found>> first(List<RowLocator.Sought> sought) {
        RowLocator.Found[] found = new RowLocator.Found[sought.size()];
        RowCells cells = new RowCells(schema, sought.stream().map(RowLocator.Sought::column).toList());
        for (FileStatus file : files.byName()) {
            long row = 0;
            for (Iterator<SourceBlock> blocks = open(file, schema.size()); blocks.hasNext();) {
                SourceBlock block = blocks.next();
                for (int i = 0; i < block.rows(); i++) {
                    row++;
                    for (int k = 0; k < found.length; k++) {
                        Object cell = found[k] == null ? cells.cell(block, i, k) : null;
                        if (found[k] == null && sought.get(k).cells().sought(cell)) {
                            found[k] = new RowLocator.Found("row %d of %s".formatted(row, file.getPath().getName()),
                                    row, cell);
                        }
                    }
                }
            }
        }
        return Arrays.stream(found).map(Optional::ofNullable).toList();
    }

    private void closeAll() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Override
    public void close() throws IOException {
        closeAll();
    }
}
