package org.whittle.data.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.whittle.work.Undeclared;

/** The lines of a file of text, by the reader of Hadoop's that Spark has them from. */
final class LocalLines implements Iterator<String>, Closeable {

    private final LineRecordReader reader = new LineRecordReader();
    private final Charset charset;
    private boolean looked;
    private boolean there;

    private LocalLines(Charset charset) {
        this.charset = charset;
    }

    static LocalLines open(FileStatus file, Charset charset, Configuration hadoop) throws IOException {
        LocalLines lines = new LocalLines(charset);
        lines.reader.initialize(new FileSplit(file.getPath(), 0, file.getLen(), new String[0]),
                new TaskAttemptContextImpl(hadoop, new TaskAttemptID()));
        return lines;
    }

    @Override
    public boolean hasNext() {
        try {
            there = looked ? there : reader.nextKeyValue();
            looked = true;
            return there;
        } catch (IOException e) {
            throw Undeclared.asIs(e);
        }
    }

    @Override
    public String next() {
        Text line = line();
        return new String(line.getBytes(), 0, line.getLength(), charset);
    }

    /** The bytes of the next line. */
    byte[] bytes() {
        return line().copyBytes();
    }

    private Text line() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        looked = false;
        return reader.getCurrentValue();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
