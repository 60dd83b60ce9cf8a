package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudyInUseException;

/** What every ledger must do; published with Whittle, in {@code whittle-VERSION-tests.jar}. */
public abstract class LedgerContract {

    /** A view of the ledger of this test, empty at first; every call gives another driver's view of the same one. */
    protected abstract Ledger open();

    @Test
    public void isEmptyAtFirst() {
        assertThat(open().read()).isEmpty();
    }

    @Test
    public void returnsEverythingInTheOrderOfItsCommits() {
        Ledger ledger = open();
        SampleEvents.commits().forEach(ledger::append);
        assertThat(ledger.read()).isEqualTo(SampleEvents.events());
        assertThat(open().read()).isEqualTo(SampleEvents.events());
    }

    @Test
    public void goesOnWhereAnEarlierDriverStopped() {
        List<List<LedgerEvent>> commits = SampleEvents.commits();
        open().append(commits.get(0));
        Ledger resumed = open();
        assertThat(resumed.read()).isEqualTo(commits.get(0));
        resumed.append(commits.get(1));
        List<LedgerEvent> both = new ArrayList<>(commits.get(0));
        both.addAll(commits.get(1));
        assertThat(open().read()).isEqualTo(both);
    }

    @Test
    public void ofTwoDriversOneIsStopped() {
        List<List<LedgerEvent>> commits = SampleEvents.commits();
        Ledger first = open();
        Ledger second = open();
        first.read();
        second.read();
        first.append(commits.get(0));
        assertThatThrownBy(() -> second.append(commits.get(1))).isInstanceOf(StudyInUseException.class);
        assertThatThrownBy(() -> second.append(commits.get(1))).isInstanceOf(StudyInUseException.class);
        first.append(commits.get(2));
        assertThat(open().read()).hasSize(commits.get(0).size() + commits.get(2).size());
    }

    @Test
    public void ofDriversThatCommitAtTheSameMomentOneSucceeds() throws Exception {
        List<LedgerEvent> commit = SampleEvents.commits().get(0);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        for (int round = 1; round <= 20; round++) {
            List<Ledger> ledgers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ledgers.add(open());
                ledgers.get(i).read();
            }
            List<Future<?>> drivers = new ArrayList<>();
            for (Ledger ledger : ledgers) {
                drivers.add(pool.submit(() -> ledger.append(commit)));
            }
            int succeeded = 0;
            for (Future<?> driver : drivers) {
                try {
                    driver.get();
                    succeeded++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(StudyInUseException.class);
                }
            }
            assertThat(succeeded).isEqualTo(1);
            assertThat(open().read()).hasSize(round);
        }
        pool.shutdown();
    }
}
