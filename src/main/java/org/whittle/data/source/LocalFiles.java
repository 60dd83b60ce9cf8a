package org.whittle.data.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.whittle.study.InvalidInputException;

/**
 * The files of a table: one, those of a directory, or those that a pattern fits, on any Hadoop file system.
 *
 * @param all in the order in which Spark reads them, the largest first
 */
record LocalFiles(String path, List<FileStatus> all, Configuration hadoop) {

    LocalFiles {
        all = List.copyOf(all);
    }

    /** @throws InvalidInputException if there is nothing, or it is laid out as only Spark reads it */
    static LocalFiles of(String path, Configuration hadoop) throws IOException {
        Path place = new Path(path);
        FileSystem system = place.getFileSystem(hadoop);
        FileStatus[] found = system.globStatus(place);
        if (found == null || found.length == 0) {
            throw TableReader.noSuchPath(path);
        }
        List<FileStatus> files = new ArrayList<>();
        for (FileStatus one : found) {
            for (FileStatus file : one.isDirectory() ? system.listStatus(one.getPath()) : new FileStatus[] {one}) {
                String name = file.getPath().getName();
                if (one.isDirectory() && (name.startsWith("_") || name.startsWith("."))) {
                    continue;
                }
                if (file.isDirectory()) {
                    throw new InvalidInputException(
                            ("%s has directories within (%s), which --local does not read; predict without --local, or "
                                    + "write the path of one of them").formatted(path, name));
                }
                files.add(file);
            }
        }
        if (files.isEmpty()) {
            throw TableReader.noFiles(path);
        }
        files.sort(Comparator.comparing(file -> file.getPath().toString()));
        files.sort(Comparator.comparingLong(FileStatus::getLen).reversed());
        return new LocalFiles(path, files, hadoop);
    }

    /** By their names. */
    List<FileStatus> byName() {
        return all.stream().sorted(Comparator.comparing(file -> file.getPath().toString())).toList();
    }

    /** What a file holds, once it is no longer compressed. */
    InputStream open(FileStatus file) throws IOException {
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file.getPath());
        InputStream raw = file.getPath().getFileSystem(hadoop).open(file.getPath());
        if (codec == null) {
            return raw;
        }
        InputStream plain = codec.createInputStream(raw);
        return new FilterInputStream(plain) {
            @Override
            public void close() throws IOException {
                plain.close();
                raw.close();
            }
        };
    }
}
