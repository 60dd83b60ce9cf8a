/** What it costs to serve a model: latency and throughput of raw rows on one core. */
package org.whittle.bench.serve;
