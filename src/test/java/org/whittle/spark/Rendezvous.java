package org.whittle.spark;

import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where trials of one JVM wait for each other: nobody leaves unless as many as were expected run at once. */
final class Rendezvous {

    private static CyclicBarrier barrier;

    private Rendezvous() {
    }

    static void meet(int parties) throws IOException {
        CyclicBarrier meeting;
        synchronized (Rendezvous.class) {
            if (barrier == null || barrier.getParties() != parties || barrier.isBroken()) {
                barrier = new CyclicBarrier(parties);
            }
            meeting = barrier;
        }
        try {
            meeting.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException("nobody came", e);
        }
    }
}
