package org.whittle.data.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Brings what each partition comes to together on the driver, in the order of partitions, however they end: sums of
 * floating point numbers depend on it. Each is added as soon as all before it are there, so that the driver does not
 * hold them all.
 */
public final class InOrder {

    private InOrder() {
    }

    /** @param rdd with one element in each partition */
    public static <T> void forEach(JavaRDD<T> rdd, Consumer<T> consumer) {
        List<Object> partitions = IntStream.range(0, rdd.getNumPartitions()).mapToObj(i -> (Object) i).toList();
        rdd.context().runJob(rdd.rdd(), new Only<T>(), JavaConverters.asScalaBuffer(partitions).toSeq(),
                new Ordered<>(consumer), rdd.classTag());
    }

    /**
     * @param rdd with one element in each partition
     * @param add brings what there is, and the next, together
     * @return empty if there is no partition
     */
    public static <T> Optional<T> reduce(JavaRDD<T> rdd, BinaryOperator<T> add) {
        List<T> all = new ArrayList<>();
        forEach(rdd, next -> {
            if (all.isEmpty()) {
                all.add(next);
            } else {
                all.set(0, add.apply(all.get(0), next));
            }
        });
        return all.stream().findFirst();
    }

    private static final class Only<T> extends AbstractFunction2<TaskContext, Iterator<T>, T> implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public T apply(TaskContext context, Iterator<T> elements) {
            return elements.next();
        }
    }

    /** Spark's scheduler calls it, one result at a time. */
    private static final class Ordered<T> extends AbstractFunction2<Object, T, BoxedUnit> {
        private final Consumer<T> consumer;
        private final TreeMap<Integer, T> early = new TreeMap<>();
        private int next;

        Ordered(Consumer<T> consumer) {
            this.consumer = consumer;
        }

        @Override
        public BoxedUnit apply(Object partition, T result) {
            early.put((Integer) partition, result);
            while (early.containsKey(next)) {
                consumer.accept(early.remove(next++));
            }
            return BoxedUnit.UNIT;
        }
    }
}
