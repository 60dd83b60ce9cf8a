package org.whittle.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.whittle.score.model.ModelDescription;
import org.whittle.score.model.ModelFiles;
import org.whittle.study.Study;

/** The files of a model that a study file names, on any Hadoop file system. */
record ModelPlace(Path directory, FileSystem files) implements ModelFiles {

    private static final String RESOURCE = "classpath:";

    /** Those of a model's directory, or of the winner of a study; or of Whittle's jar. */
    static ModelFiles of(String path, Configuration hadoop) throws IOException {
        if (path.startsWith(RESOURCE)) {
            return ModelFiles.inJar(path.substring(RESOURCE.length()).replaceFirst("^/+", ""));
        }
        Path place = new Path(path);
        FileSystem files = place.getFileSystem(hadoop);
        boolean model = files.exists(new Path(place, ModelDescription.FILE));
        return new ModelPlace(model ? place : new Path(place, Study.MODEL), files);
    }

    @Override
    public byte[] read(String name) throws IOException {
        try (InputStream stream = files.open(new Path(directory, name))) {
            return stream.readAllBytes();
        } catch (FileNotFoundException e) {
            throw new FileNotFoundException(locate(name));
        }
    }

    @Override
    public String locate(String name) {
        return new Path(directory, name).toString();
    }
}
