/**
 * Prepared rows in the study directory: files of numbers, the manifest that says what they are and vouches for them,
 * and the rows that training and the lock box read from them. Nothing of a file is believed before its length and sum
 * are.
 */
package org.whittle.data.tensor;
