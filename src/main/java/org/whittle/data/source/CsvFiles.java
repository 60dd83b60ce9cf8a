package org.whittle.data.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;

/** Files of CSV that can be looked through as text: on Spark, or in this thread. */
interface CsvFiles {

    /** Lines that are looked at to guess a dialect. */
    int HEAD = 50;

    /** The first lines of some file. */
    List<String> head();

    /**
     * Counts files line by line.
     *
     * @param header the first record of some file; empty if it names no columns
     * @return what was counted of each, by its path
     */
    SortedMap<String, CsvCounts> inPieces(CsvDialect dialect, String charset, String header);

    /** The same sign by sign, line ends within quotes included. */
    SortedMap<String, CsvCounts> whole(CsvDialect dialect, Charset charset);

    /** Those that this thread reads. */
    record Local(LocalFiles files) implements CsvFiles {

        @Override
        public List<String> head() {
            try (LocalLines lines = LocalLines.open(files.all().get(0), StandardCharsets.UTF_8, files.hadoop())) {
                List<String> head = new ArrayList<>();
                while (head.size() < HEAD && lines.hasNext()) {
                    head.add(lines.next());
                }
                return head;
            } catch (IOException e) {
                throw TableReader.unreadable(files.path(), e);
            }
        }

        @Override
        public SortedMap<String, CsvCounts> inPieces(CsvDialect dialect, String charset, String header) {
            Charset signs = Charset.forName(charset);
            SortedMap<String, CsvCounts> counts = new TreeMap<>();
            for (FileStatus file : files.all()) {
                CsvReader reader = new CsvReader(dialect, true);
                try (LocalLines lines = LocalLines.open(file, signs, files.hadoop())) {
                    byte[] repeated = header.getBytes(signs);
                    while (lines.hasNext()) {
                        reader.line(lines.bytes(), signs, true, repeated);
                    }
                } catch (IOException e) {
                    throw TableReader.unreadable(files.path(), e);
                }
                counts.put(file.getPath().toUri().toString(), reader.counts());
            }
            return counts;
        }

        @Override
        public SortedMap<String, CsvCounts> whole(CsvDialect dialect, Charset charset) {
            SortedMap<String, CsvCounts> counts = new TreeMap<>();
            for (FileStatus file : files.all()) {
                try (InputStream stream = files.open(file);
                        BufferedReader text = new BufferedReader(new InputStreamReader(stream, charset))) {
                    counts.put(file.getPath().toUri().toString(), CsvScan.counts(text, dialect));
                } catch (IOException e) {
                    throw TableReader.unreadable(files.path(), e);
                }
            }
            return counts;
        }
    }
}
