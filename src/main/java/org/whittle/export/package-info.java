/**
 * A study, kept elsewhere: on a tracking server of MLflow, in event files of TensorBoard, in a journal of Optuna.
 *
 * <pre>
 *   ledger ── {@link org.whittle.export.ExportedStudy} ──► {@link org.whittle.export.Exporter}
 *                 (what it is now)                              (makes what the other place lacks)
 *                        ▲
 *       {@link org.whittle.export.ExportQueue}   while a study runs, on a thread of its own
 * </pre>
 *
 * <p><b>States, not events.</b> An exporter is never told what happened; it is given the study as it is now, looks at
 * what the other place has, and makes the difference. So there is nothing to queue while a server is down, nothing to
 * remember across a driver's death, and the same code keeps a study that runs, catches up after a resume, and exports
 * one that ended last year. Whatever is written has a name, or a tag, that says what it is, so that it is there once.
 *
 * <p><b>Why no client of theirs.</b> MLflow's REST API is a dozen calls of JSON, for which {@code java.net.http} and
 * the Jackson that Spark brings are enough; {@code mlflow-client} would bring an HTTP client, protocol buffers and a
 * logger of its own onto a class path that is Spark's, for the same dozen calls, and cannot put artifacts on a server
 * that keeps them for its clients (it hands them to a Python process). Event files are one kind of record with a
 * checksum of which the JDK has the hard part.
 *
 * <p>Nothing here decides anything about a study; nothing here imports Spark.
 */
package org.whittle.export;
