package org.whittle.config;

import java.util.Optional;
import java.util.SortedMap;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Augmentation;
import org.whittle.net.Training;
import org.whittle.space.SearchSpace;
import org.whittle.study.DataSpec;

/**
 * Finds settings that change images where rows are none, and those that change tables where rows are images.
 *
 * @param training the value of every hyperparameter that is not tuned
 */
record AugmentationCheck(Settings settings, Optional<SearchSpace> space, SortedMap<String, Object> training) {

    void check(DataSpec rows) {
        boolean images = rows.ofImages();
        for (String key : Augmentation.keys(!images)) {
            boolean tuned = space.flatMap(all -> all.dimension(key)).isPresent();
            boolean set = !Training.defaults().get(key).equals(training.get(key));
            if (tuned || set) {
                String path = (tuned ? "space." : "training.") + key;
                settings.problem(path, (images ? "%s changes rows of tables, and rows are images; leave it out"
                        : "%s changes images, and rows are none; leave it out, or say which shape they have, such as "
                        + "data.image.shape = [28, 28, 1]").formatted(path));
            }
        }
        mixup(rows);
    }

    /** A mixed row would count neither as the one nor as the other. */
    private void mixup(DataSpec rows) {
        String key = Augmentation.MIXUP.key();
        boolean tuned = space.flatMap(all -> all.dimension(key)).isPresent();
        if (rows.weightColumn().isPresent() && (tuned || !Training.defaults().get(key).equals(training.get(key)))) {
            String path = (tuned ? "space." : "training.") + key;
            settings.problem(path, "%s mixes rows, and data.weight says what each counts by itself; leave one of them "
                    .formatted(path) + "out");
        }
    }
}
