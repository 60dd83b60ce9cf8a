package com.example;

import org.whittle.goal.CountMetric;
import org.whittle.goal.CountMetricContract;

class KappaTest extends CountMetricContract {

    @Override
    protected CountMetric metric() {
        return new Kappa();
    }
}
