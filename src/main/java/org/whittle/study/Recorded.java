package org.whittle.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.whittle.study.BracketRun.Key;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.Copy;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LedgerEvent.TrialsCopied;

/** What the ledger had of a search when it was taken up: its answers come before the cluster's. */
final class Recorded {

    private final Map<Integer, BracketOpened> brackets = new LinkedHashMap<>();
    private final Map<Key, RungFinished> rungs = new LinkedHashMap<>();
    private final Map<Key, List<Copy>> copies = new LinkedHashMap<>();

    Recorded(StudyState past) {
        past.brackets().forEach(bracket -> brackets.put(bracket.plan().number(), bracket));
        past.rungs().forEach(rung -> rungs.put(key(rung), rung));
        for (TrialsCopied copied : past.copied()) {
            copies.put(new Key(copied.bracket(), copied.rung()), copied.copies());
        }
    }

    private static Key key(RungFinished rung) {
        return new Key(rung.bracket(), rung.rung());
    }

    /** All rungs in the order in which they were committed. */
    Set<Key> order() {
        return rungs.keySet();
    }

    Optional<BracketOpened> bracket(int number) {
        return Optional.ofNullable(brackets.get(number));
    }

    /** The rung as it was committed; {@code null} if it was not. */
    RungFinished rung(Key place) {
        return rungs.get(place);
    }

    boolean has(RungFinished rung) {
        return rungs.containsKey(key(rung));
    }

    /** Of the trials of a rung, as they were committed with it. */
    List<Copy> copies(RungFinished rung) {
        return copies.getOrDefault(key(rung), List.of());
    }
}
