/**
 * The study directory on a Hadoop file system: files that appear whole or not at all, the ledger, the outcomes of
 * tasks, and who owns the study.
 *
 * <p>A study must survive the death of any process at any moment, on file systems as different as a laptop's disk, HDFS
 * and S3. So nothing is ever changed in place. Facts are immutable numbered files, each made exclusively: the ledger's
 * commits, the outcomes, and the claims of ownership. What two drivers, or two attempts of a task, do at the same
 * moment is settled by which of them makes the file.
 *
 * <p>Files are JSON with a version and types by name, readable without Whittle; their classes can be renamed, their
 * files cannot.
 *
 * <h2>How formats evolve</h2>
 * {@code study.json}, the commits of the ledger and the outcomes have one format, a whole number ({@code "format": 2}),
 * and a minor version beside it if that is not 0 ({@code "minor": 1}). All that a release ever wrote is read for ever;
 * golden directories of each format hold it ({@code src/test/resources/golden}), and none of their files is ever
 * changed.
 * <ul>
 * <li><b>Unknown fields are ignored.</b> A field that may be ignored, because nothing is wrong where it is not known,
 *     can be added at any time.
 * <li><b>A missing field means what the release that wrote the file did.</b> That is said once, in the table of
 *     {@link org.whittle.study.EarlierFormats}, by the format of the file: for fields of records as for settings. So a
 *     study that is resumed after an upgrade keeps the rules that it began with. What has no line there is damage.
 * <li><b>A newer format is refused</b>, with both numbers. The format goes up by one when a release that does not know
 *     what is new would do something wrong: a new rule, a new meaning, an event that it would have to understand.
 * <li><b>A newer minor version is read.</b> Events and outcomes of types that are not known are then left out; the
 *     minor version goes up for those that may be. Within a known minor version an unknown type is an error.
 * </ul>
 * From format 2 on every file ends with a sum of its content ({@link org.whittle.ledger.SealedJson}), and each commit
 * names what all before it add up to ({@link org.whittle.ledger.HadoopLedger}).
 */
package org.whittle.ledger;
