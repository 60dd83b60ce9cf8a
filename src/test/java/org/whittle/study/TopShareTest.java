package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;

class TopShareTest {

    private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
    private static final Objective SIZE = new Objective("parameters", Direction.MINIMIZE);

    /** What the class is faster than: rank all who reported, take the first, leave out who cannot go on. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void isTheBestShareOfAllThatReportedAfterEveryReport(int goals) {
        Objectives objectives = goals == 1 ? Objectives.of(ACCURACY) : Objectives.of(ACCURACY, SIZE);
        for (int eta = 2; eta <= 4; eta++) {
            RandomStream random = RandomStream.ofSeed(7).child(eta);
            TopShare share = new TopShare(eta, objectives);
            List<Standing> all = new ArrayList<>();
            TreeSet<TrialId> closed = new TreeSet<>();
            for (int trial = 0; trial < 300; trial++) {
                // Coarse, so that many are equal; every tenth diverges.
                double value = random.nextInt(20) / 20.0;
                Standing standing = new Standing(new TrialId(trial), random.nextInt(10) == 0 ? objectives.none()
                        : goals == 1 ? List.of(value) : List.of(value, (double) random.nextInt(5)),
                        random.nextInt(3));
                boolean trainsOn = standing.completed() && random.nextInt(8) > 0;
                all.add(standing);
                if (!trainsOn) {
                    closed.add(standing.trial());
                }
                share.add(standing, trainsOn);
                List<Standing> expected = objectives.ranked(all).subList(0, all.size() / eta).stream()
                        .filter(one -> !closed.contains(one.trial())).toList();
                assertThat(share.open()).as("eta %d, %d reported", eta, all.size()).isEqualTo(expected);
                assertThat(share.reported()).isEqualTo(all.size());
                if (random.nextInt(4) > 0 && !expected.isEmpty()) {
                    TrialId goesOn = expected.get(random.nextInt(expected.size())).trial();
                    closed.add(goesOn);
                    share.close(goesOn);
                }
            }
        }
    }
}
