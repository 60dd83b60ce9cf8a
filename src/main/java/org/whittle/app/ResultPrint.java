package org.whittle.app;

import java.io.PrintStream;
import org.whittle.run.TuningListener;
import org.whittle.run.TuningResult;

/** Prints what a study found, once its tables are written. */
record ResultPrint(PrintStream out, Terminal terminal) implements TuningListener {

    @Override
    public void reported(TuningResult result) {
        out.println();
        out.print(result.leaderboard(terminal.columns()));
    }
}
