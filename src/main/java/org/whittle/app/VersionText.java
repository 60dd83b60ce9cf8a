package org.whittle.app;

import java.util.SortedMap;
import org.whittle.run.Versions;
import picocli.CommandLine.IVersionProvider;

/** The answer to {@code --version}. */
final class VersionText implements IVersionProvider {

    @Override
    public String[] getVersion() {
        SortedMap<String, String> versions = Versions.ofBuild();
        return new String[] {"whittle " + versions.get("whittle"), "Spark %s, DJL %s, PyTorch %s, Java %s".formatted(
                versions.get("spark"), versions.get("djl"), versions.get("pytorch"), versions.get("java"))};
    }
}
