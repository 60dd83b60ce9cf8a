package org.whittle.goal;

class PrAucTest extends RankMetricContract {

    @Override
    protected RankMetric metric() {
        return new PrAuc();
    }
}
