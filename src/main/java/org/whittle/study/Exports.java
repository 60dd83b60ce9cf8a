package org.whittle.study;

import java.util.Optional;

/**
 * Where else a study is kept while it runs.
 *
 * @param mlflow a tracking server
 * @param tensorboard a directory, on any Hadoop file system, that gets a directory of event files for each study
 */
public record Exports(Optional<Mlflow> mlflow, Optional<String> tensorboard) {

    /** Nowhere. */
    public static final Exports NONE = new Exports(Optional.empty(), Optional.empty());

    /**
     * A tracking server of MLflow. What it wants to know of who comes is in the environment, never here.
     *
     * @param uri address of the web, without user or password
     * @param experiment in which the study's runs are made
     * @param registerAs name under which the winner's model is registered; empty: it is not
     */
    public record Mlflow(String uri, String experiment, Optional<String> registerAs) {

        /** Why it is no address of a server, and what to write; empty if it is one. */
        public static Optional<String> flaw(String uri) {
            if (!uri.matches("https?://[^\\s/@?#]+(/[^\\s@?#]*)?")) {
                return Optional.of(uri.contains("@")
                        ? "names a user; write the address alone, and set MLFLOW_TRACKING_USERNAME and "
                                + "MLFLOW_TRACKING_PASSWORD"
                        : "is not the address of an MLflow server; write \"http://localhost:5000\"");
            }
            return Optional.empty();
        }
    }
}
