package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the contracts of metrics of counts, ranks and rows have in common. */
public abstract class NamedMetricContract {

    /** A metric, made anew. */
    protected abstract Metric metric();

    @Test
    public void hasANameThatStudyFilesCanSay() {
        assertThat(metric().key()).matches("[a-z][a-z0-9-]*");
        assertThat(metric().least()).isLessThan(metric().most());
    }
}
