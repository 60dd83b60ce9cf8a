package org.whittle.train.engine;

import com.sun.jna.NativeLibrary;

/**
 * The C library's heap, from which the engine takes its tensors.
 *
 * <p>Layers of images take and give back some megabytes with every operation. glibc returns what is free at the end of
 * its heap to the system, and the next operation asks for it again, page by page: by scripts/bench networks a third of
 * the time of eight small networks. So it is told to keep some.
 */
public final class NativeHeap {

    /** Of glibc's malloc.h. */
    private static final int TRIM_THRESHOLD = -1;
    private static final int MMAP_THRESHOLD = -3;
    /** Of free memory that is kept, for each heap: the activations of a cohort, about. */
    private static final int KEPT_BYTES = 128 << 20;
    /** Larger pieces come from the system at once: the most that glibc allows. */
    private static final int LARGE_BYTES = 32 << 20;

    private static final boolean KEEPS = tell();

    private NativeHeap() {
    }

    /** Lets free memory be kept from now on; whether it is: other C libraries know nothing of it. */
    public static boolean keepFreeMemory() {
        return KEEPS;
    }

    private static boolean tell() {
        try {
            var mallopt = NativeLibrary.getInstance("c").getFunction("mallopt");
            return mallopt.invokeInt(new Object[] {MMAP_THRESHOLD, LARGE_BYTES}) == 1
                    && mallopt.invokeInt(new Object[] {TRIM_THRESHOLD, KEPT_BYTES}) == 1;
        } catch (LinkageError e) {
            return false;
        }
    }
}
