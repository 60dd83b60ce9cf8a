package org.whittle.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CohortLimitsTest {

    private static final DeviceProfile H200 = new DeviceProfile("NVIDIA H200", 143_771, "9.0");

    @Test
    void whatIsLeftToTheDeviceFollowsFromIt() {
        CohortLimits open = new CohortLimits(CohortLimits.AUTO, 4, Duration.ofSeconds(1), CohortLimits.AUTO);
        assertThat(open.on(DeviceProfile.CORE)).isEqualTo(new CohortLimits(64, 4, Duration.ofSeconds(1), 1024));
        // Four tasks share the card, and each leaves a fifth of its part to rows and caches.
        assertThat(open.on(H200.shared(4)))
                .isEqualTo(new CohortLimits(1024, 4, Duration.ofSeconds(1), (int) (0.8 * 35_942)));
    }

    @Test
    void whatTheStudySaysStaysOnEveryDevice() {
        CohortLimits said = new CohortLimits(7, 4, Duration.ofSeconds(1), 300);
        assertThat(said.on(H200)).isEqualTo(said).isEqualTo(said.on(DeviceProfile.CORE));
    }

    @Test
    void aProfileIsACoreOrAGpuWithMemory() {
        assertThat(DeviceProfile.CORE.shared(8)).isEqualTo(DeviceProfile.CORE);
        assertThat(H200.shared(4).text()).isEqualTo("NVIDIA H200, 35,942 MiB a task");
        assertThatThrownBy(() -> new DeviceProfile("NVIDIA H200", 0, "9.0")).hasMessageContaining("memory");
        assertThatThrownBy(() -> new DeviceProfile("core", 8, "")).hasMessageContaining("memory");
    }
}
