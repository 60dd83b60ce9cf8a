package org.whittle.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.whittle.work.Undeclared;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** A {@link StageWork} as Spark wants it: a partition of one element in, its result out, both as bytes. */
final class TaskBody<I extends Serializable, R extends Serializable> extends AbstractFunction1<Iterator<byte[]>, byte[]>
        implements Serializable {

    private static final long serialVersionUID = 1L;

    private final StageWork<I, R> work;

    TaskBody(StageWork<I, R> work) {
        this.work = work;
    }

    @Override
    public byte[] apply(Iterator<byte[]> partition) {
        try {
            I input = Wire.read(partition.next());
            return Wire.write(work.apply(input, TaskContext.get()));
        } catch (IOException e) {
            throw Undeclared.asIs(e);
        }
    }
}
