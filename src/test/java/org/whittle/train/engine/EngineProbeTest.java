package org.whittle.train.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.work.DeviceProfile;
import org.whittle.work.Place;
import org.whittle.work.PlaceException;

class EngineProbeTest {

    @Test
    void aPlaceWithoutGpusIsACoreWhateverItsProcessor() {
        assertThat(new EngineProbe().look(new Place("node7", List.of(), "device", 0))).isEqualTo(DeviceProfile.CORE);
    }

    /** No machine of the tests has so many. */
    @Test
    void aGpuThatTheEngineDoesNotSeeIsNamedWithTheCause() {
        assertThatThrownBy(() -> new EngineProbe().look(new Place("node7", List.of("99"), "device", 0)))
                .isInstanceOf(PlaceException.class).hasMessageContaining("GPU 99").hasMessageContaining("node7");
    }
}
