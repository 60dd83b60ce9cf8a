package org.whittle.train.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import org.junit.jupiter.api.Test;

class NativeHeapTest {

    /** glibc has mallopt, and takes these thresholds; where there is none, nothing is told, and nothing fails. */
    @Test
    void freeMemoryIsKeptWhereTheCLibraryCan() {
        boolean glibc = true;
        try {
            NativeLibrary.getInstance("c").getFunction("gnu_get_libc_version");
        } catch (LinkageError e) {
            glibc = false;
        }
        assertThat(NativeHeap.keepFreeMemory()).isEqualTo(glibc);
    }
}
