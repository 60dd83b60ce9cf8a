package org.whittle.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.whittle.study.LedgerEvent;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.LockBoxOpened;
import org.whittle.study.LedgerEvent.RefitRejected;
import org.whittle.study.LedgerEvent.Refitted;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LedgerEvent.Tested;
import org.whittle.study.LedgerEvent.WinnerSelected;
import org.whittle.work.TrialOutcome;

/** All listeners of a study, told as {@link TuningListener} promises it to them. */
final class Listeners {

    private final List<TuningListener> listeners;
    private final Runnable told;
    private final TuningListener all;

    /** @param told run whenever all of them have been told of something */
    Listeners(List<TuningListener> listeners, Runnable told) {
        this.listeners = new CopyOnWriteArrayList<>(listeners);
        this.told = told;
        // Whatever can be told is passed on, what later releases tell too.
        this.all = (TuningListener) Proxy.newProxyInstance(TuningListener.class.getClassLoader(),
                new Class<?>[] {TuningListener.class}, (proxy, event, arguments) -> tell(event, arguments));
    }

    /** One more, from now on. */
    void add(TuningListener listener) {
        listeners.add(listener);
    }

    /** They as one. */
    TuningListener all() {
        return all;
    }

    /** Tells of what was committed, as far as nobody else does. */
    void committed(LedgerEvent event) {
        if (event instanceof BracketOpened bracket) {
            all.bracketOpened(bracket);
        } else if (event instanceof RungFinished rung) {
            rung.decisions().forEach(all::decided);
        } else if (event instanceof WinnerSelected winner) {
            all.winnerSelected(winner);
        } else if (event instanceof RefitRejected rejected) {
            all.refitRejected(rejected);
        } else if (event instanceof Refitted refitted) {
            refitted.models().forEach(all::refitted);
        } else if (event instanceof LockBoxOpened opening) {
            all.lockBoxOpened(opening);
        } else if (event instanceof Tested tested) {
            tested.results().forEach(all::tested);
        }
    }

    @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // a list that is copied on writing
    private synchronized Object tell(Method event, Object[] arguments) throws Throwable {
        if (event.getDeclaringClass() == Object.class) {
            return event.invoke(this, arguments);
        }
        for (TuningListener listener : listeners) {
            try {
                event.invoke(listener, arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                listeners.remove(listener);
                LogManager.getLogger(Listeners.class).warn("A listener failed and is told nothing more", e.getCause());
            }
        }
        if (event.getName().equals("trialReported")) {
            TrialOutcome outcome = (TrialOutcome) arguments[1];
            outcome.epochs().forEach(epoch -> all.epochTrained(outcome.trial(), epoch));
        }
        told.run();
        return null;
    }
}
