package org.whittle.goal;

class BrierTest extends RowMetricContract {

    @Override
    protected RowMetric metric() {
        return new Brier();
    }
}
