package org.whittle.work;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Direction;

/**
 * What a study file says of a training that is not Whittle's: the group {@code trainer}.
 *
 * @param call what trains
 * @param metrics that it reports every epoch, by name, each with the values that are better; at least one
 * @param timeout longest time from one epoch to the next
 */
public record OwnTraining(Call call, SortedMap<String, Direction> metrics, Duration timeout) implements Serializable {

    /** What is called to train. */
    public sealed interface Call extends Serializable {

        /**
         * A {@link Trainable}.
         *
         * @param name of the class, or the name that it gives itself
         */
        record OfClass(String name) implements Call {
        }

        /**
         * A program.
         *
         * @param words the program and its arguments, at least one
         */
        record OfCommand(List<String> words) implements Call {
            public OfCommand {
                words = List.copyOf(words);
            }
        }
    }

    /** What trains, and what of: a sentence for people. */
    public String describe() {
        String what = call instanceof Call.OfCommand command
                ? String.join(" ", command.words())
                : ((Call.OfClass) call).name();
        return "%s, which reports %s; a trial without a new epoch for %d s has failed.".formatted(what,
                String.join(", ", metrics.keySet()), timeout.toSeconds());
    }

    public OwnTraining {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }
}
