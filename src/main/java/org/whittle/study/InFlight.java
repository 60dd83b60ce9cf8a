package org.whittle.study;

import java.util.OptionalInt;

/**
 * How much of a search is under way at once, and in which order its results count.
 *
 * @param trials that are kept in flight; empty leaves it to a {@linkplain Room rule}
 * @param auto whether the study file leaves it to the rule; if not, and there is no number, the study is of a release
 *     that counted brackets alone
 */
public record InFlight(OptionalInt trials, boolean auto, Order order) {

    /** The study's own choice. */
    public static final InFlight STANDARD = new InFlight(OptionalInt.empty(), true, Order.STUDY);

    /** As a study file asks for, or, without a number, as releases did that counted brackets alone. */
    public InFlight(OptionalInt trials, Order order) {
        this(trials, false, order);
    }

    /** The order in which rungs are committed; decisions and proposals know what was committed before them. */
    public enum Order {
        /**
         * That in which rungs would end if every trial had a slot and every epoch took the same time. The same file
         * gives the same tables on any cluster; a slow node holds up what comes after it.
         */
        STUDY,
        /**
         * That in which results arrive. Nothing is held up; the ledger records the order, so that a study is resumed
         * and replayed exactly, but another run of the same file goes another way.
         */
        ARRIVAL
    }
}
