package com.example;

import org.whittle.goal.RankMetric;
import org.whittle.goal.RankMetricContract;

class GiniTest extends RankMetricContract {

    @Override
    protected RankMetric metric() {
        return new Gini();
    }
}
