package org.whittle.run;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.whittle.study.InfrastructureException;

/** A study's directory elsewhere: what of it scores, reports and exports, and nothing that only training took. */
public final class StudyCopy {

    private static final Set<String> OF_TRAINING = Set.of("checkpoints", "outcomes", "logs");
    private static final String DATA = "data";

    private StudyCopy() {
    }

    /**
     * Copies it.
     *
     * @param from directory of a study that has ended
     * @param to directory, made if it is not there; on any Hadoop file system, as is the other
     * @throws InfrastructureException if a file cannot be read or written
     */
    public static void of(SparkSession spark, String from, String to) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Path study = new Path(from);
        Path copy = new Path(to);
        try (FileSystem others = FileSystem.newInstance(copy.toUri(), hadoop)) {
            // A ledger's folder holds commits, and no checksums of local files beside them.
            others.setWriteChecksum(false);
            FileSystem files = study.getFileSystem(hadoop);
            others.mkdirs(copy);
            for (FileStatus file : files.listStatus(study)) {
                String name = file.getPath().getName();
                if (name.equals(DATA)) {
                    described(files, file.getPath(), others, new Path(copy, name), hadoop);
                } else if (!OF_TRAINING.contains(name)) {
                    FileUtil.copy(files, file.getPath(), others, new Path(copy, name), false, hadoop);
                }
            }
        } catch (IOException e) {
            throw InfrastructureException.of("The study %s could not be copied to %s".formatted(from, to), e);
        }
    }

    /** Of the rows, what says how they were made; not the rows. */
    private static void described(FileSystem files, Path data, FileSystem others, Path to, Configuration hadoop)
            throws IOException {
        others.mkdirs(to);
        for (FileStatus file : files.listStatus(data)) {
            if (file.getPath().getName().endsWith(".json")) {
                FileUtil.copy(files, file.getPath(), others, new Path(to, file.getPath().getName()), false, hadoop);
            }
        }
    }
}
