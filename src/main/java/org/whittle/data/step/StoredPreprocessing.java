package org.whittle.data.step;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.whittle.score.step.DamagedPreprocessingException;
import org.whittle.score.step.Digest;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;

/** The {@link PreprocessingFile} of a study directory. */
public final class StoredPreprocessing {

    private StoredPreprocessing() {
    }

    /** @return the file's digest, which the manifest keeps */
    public static String write(FileStore files, Preprocessing preprocessing) throws IOException {
        return write(files, PreprocessingFile.OF_STUDY, preprocessing);
    }

    /** Writes what was fitted to a fold's training rows; the study's own is fitted to all of its folds' rows. */
    public static String write(FileStore files, int fold, Preprocessing preprocessing) throws IOException {
        return write(files, PreprocessingFile.OF_STUDY.replaceFirst("/", "/fold=%d/".formatted(fold)), preprocessing);
    }

    private static String write(FileStore files, String path, Preprocessing preprocessing) throws IOException {
        byte[] content = PreprocessingFile.encode(preprocessing);
        files.write(path, content);
        return Digest.of(content);
    }

    /**
     * @param digest of the file that was written
     * @throws InvalidInputException if there is none, or it is another one, damaged, or of a later release
     */
    public static Preprocessing read(FileStore files, String digest) {
        String place = files.locate(PreprocessingFile.OF_STUDY);
        try {
            byte[] content = files.read(PreprocessingFile.OF_STUDY);
            if (!Digest.of(content).equals(digest)) {
                throw damaged(place, "it is not as it was prepared");
            }
            return decode(content, place);
        } catch (FileNotFoundException e) {
            throw damaged(place, "there is no such file");
        } catch (IOException e) {
            throw new InfrastructureException("%s could not be read: %s".formatted(place, e.getMessage()), e);
        }
    }

    /** @throws InvalidInputException if it is no such file, or of a later release */
    public static Preprocessing decode(byte[] content, String place) {
        try {
            return PreprocessingFile.decode(content, place);
        } catch (DamagedPreprocessingException e) {
            throw e.why().isEmpty() ? new InvalidInputException(e.getMessage()) : damaged(place, e.why());
        }
    }

    public static InvalidInputException damaged(String place, String why) {
        return new InvalidInputException("%s is missing or damaged: %s; put it back, or begin the study anew"
                .formatted(place, why));
    }
}
