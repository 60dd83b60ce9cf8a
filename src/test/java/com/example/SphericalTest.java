package com.example;

import org.whittle.goal.RowMetric;
import org.whittle.goal.RowMetricContract;

class SphericalTest extends RowMetricContract {

    @Override
    protected RowMetric metric() {
        return new Spherical();
    }
}
