/**
 * The study directory on a Hadoop file system: files that appear whole or not at all, the ledger, the outcomes of tasks,
 * and who owns the study.
 *
 * <p>A study must survive the death of any process at any moment, on file systems as different as a laptop's disk, HDFS
 * and S3. So nothing is ever changed in place. Facts are immutable numbered files, each made exclusively: the ledger's
 * commits, the outcomes, and the claims of ownership. What two drivers, or two attempts of a task, do at the same moment
 * is settled by which of them makes the file.
 *
 * <p>Files are JSON with a version and types by name, readable without Whittle; their classes can be renamed, their files
 * cannot.
 */
package org.whittle.ledger;
