/**
 * What a cohort costs, and the cohorts that cost least. A function of the study alone, so that cohorts are the same on
 * every cluster; it stands here, beside what it prices, and the study reaches it through its port.
 */
package org.whittle.train.plan;
