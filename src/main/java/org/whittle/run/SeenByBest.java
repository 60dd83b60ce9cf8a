package org.whittle.run;

import java.util.Optional;
import java.util.TreeMap;
import org.whittle.data.PreparedData;
import org.whittle.net.setting.Values;
import org.whittle.report.SeenFeatures;
import org.whittle.study.StudySpec;
import org.whittle.study.Trial;

/** Names the features that a study's winner sees, or while there is none, the best trial so far. */
final class SeenByBest {

    private SeenByBest() {
    }

    /** @return empty if all networks see all features, or there is no trial yet */
    static Optional<SeenFeatures> of(StudySpec spec, Optional<Trial> best, Optional<PreparedData> data) {
        if (best.isEmpty() || data.isEmpty() || spec.trainer().isPresent()) {
            return Optional.empty();
        }
        Values values = Values.of(new TreeMap<>(spec.training()), best.get().configuration());
        return data.get().seen(values).map(names -> new SeenFeatures(names, data.get().made(),
                spec.data().inputs().selection().isOn() ? spec.data().inputs().selection().method().key() : ""));
    }
}
