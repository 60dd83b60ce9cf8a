/**
 * From the bytes of a picture's file to pixels, without Spark. Files are not trusted: sizes are read and bounded before
 * pixels are allocated, chunks that decoders would unpack for nothing are left out, and whatever is wrong is said in
 * half a sentence.
 */
package org.whittle.score.image;
