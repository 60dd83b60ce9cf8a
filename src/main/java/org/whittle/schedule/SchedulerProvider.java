package org.whittle.schedule;

import java.util.List;
import org.whittle.net.setting.Setting;

/**
 * Makes a scheduler that is not Whittle's: {@code search.scheduler} of the study file names a class that implements
 * this and has a public constructor without arguments, or the name that the class gives itself if the jar lists it in
 * {@code META-INF/services/org.whittle.schedule.SchedulerProvider}.
 */
public interface SchedulerProvider {

    /** Name in study files. */
    String name();

    /**
     * What a study file can tell it, each as {@code search.NAME.KEY}, with the {@linkplain #name name} of the
     * scheduler.
     */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * The scheduler of a study, always the same for the same numbers.
     *
     * @throws IllegalArgumentException if numbers do not suit it: a sentence for whoever wrote the study file
     */
    Scheduler scheduler(Effort effort);
}
