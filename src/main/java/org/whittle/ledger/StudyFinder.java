package org.whittle.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;

/** Finds studies under a directory of any Hadoop file system, by their {@code study.json}. */
public final class StudyFinder {

    private StudyFinder() {
    }

    /**
     * All studies under a directory, itself included, however deep, in the order of their names. What begins with a
     * dot or an underscore is not looked into, nor is a study.
     *
     * @param hadoopSettings as for {@link HadoopFileStore}
     * @return their directories, with their scheme
     * @throws InvalidInputException if there is no such directory
     */
    public static List<String> under(String directory, Map<String, String> hadoopSettings) {
        Path root = new Path(new HadoopFileStore(directory, hadoopSettings).locate(""));
        Configuration configuration = new Configuration();
        hadoopSettings.forEach(configuration::set);
        try {
            List<String> found = new ArrayList<>();
            look(root.getFileSystem(configuration), root, found);
            return found;
        } catch (FileNotFoundException e) {
            throw new InvalidInputException("There is no directory %s.".formatted(root));
        } catch (IOException e) {
            throw InfrastructureException.of("%s cannot be listed".formatted(root), e);
        }
    }

    private static void look(FileSystem files, Path directory, List<String> found) throws IOException {
        List<FileStatus> entries = Stream.of(files.listStatus(directory))
                .sorted(Comparator.comparing(entry -> entry.getPath().getName())).toList();
        if (entries.stream().anyMatch(e -> e.isFile() && e.getPath().getName().equals(StudyDirectory.STUDY))) {
            found.add(directory.toString());
            return;
        }
        for (FileStatus entry : entries) {
            String name = entry.getPath().getName();
            if (entry.isDirectory() && !name.startsWith(".") && !name.startsWith("_")) {
                look(files, entry.getPath(), found);
            }
        }
    }
}
