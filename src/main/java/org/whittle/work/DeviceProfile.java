package org.whittle.work;

import java.io.Serializable;

/**
 * What a study's cohorts are planned for: a core, or a GPU as the first executor that was asked had it. It is asked for
 * once, when a study opens, and recorded: another cluster, or another look, would plan other cohorts.
 *
 * @param name {@code core}, the same for all processors, or the card's, for instance {@code NVIDIA H200}
 * @param mebibytes of the GPU's memory that a task has, its neighbours on the card aside; 0 for a core
 * @param capability CUDA's compute capability, for instance {@code 9.0}; empty for a core
 */
public record DeviceProfile(String name, int mebibytes, String capability) implements Serializable {

    /** Where no task is given a GPU. */
    public static final DeviceProfile CORE = new DeviceProfile("core", 0, "");

    /** @throws IllegalArgumentException if it is a GPU without memory */
    public DeviceProfile {
        if (mebibytes < 0 || mebibytes == 0 != name.equals("core")) {
            throw new IllegalArgumentException("%s has no %d MiB of memory of its own".formatted(name, mebibytes));
        }
    }

    public boolean isCore() {
        return equals(CORE);
    }

    /** What each of so many tasks has of it. */
    public DeviceProfile shared(int tasks) {
        return isCore() ? this : new DeviceProfile(name, Math.max(1, mebibytes / tasks), capability);
    }

    /** For people. */
    public String text() {
        return isCore() ? name : "%s, %,d MiB a task".formatted(name, mebibytes);
    }
}
