/**
 * Study files: HOCON in, a validated {@link org.whittle.study.StudySpec} out.
 *
 * <p>A study runs for hours on other people's machines, so a mistake must be found before anything starts, and all
 * mistakes at once. Hence three rules:
 * <ul>
 *   <li>Nothing here throws at the first problem. Readers note it with its line, go on with the default, and
 *       {@link org.whittle.config.StudyFile} refuses the file at the end with the whole list.</li>
 *   <li>{@code reference.conf} is the only list of settings. What it does not name is unknown, whatever is read goes
 *       through {@code Settings}, and a test holds that everything it names is read.</li>
 *   <li>Reading and recording are one step: each value that is read is kept in one canonical spelling
 *       ({@code 1e-4} and {@code 0.0001} are one value). The record is the study's identity, and reads back to the same
 *       specification, so that a study directory never needs the file it was made from.</li>
 * </ul>
 */
package org.whittle.config;
