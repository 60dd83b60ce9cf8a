package org.whittle.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * What {@code local-cluster} cannot be: a Spark cluster whose workers are different hosts (of the loopback network).
 * Spark runs a speculative copy only on a host that does not run the original.
 */
final class StandaloneCluster implements AutoCloseable {

    private static final String MASTER_HOST = "127.0.0.1";

    private final List<RpcEnv> parts = new ArrayList<>();
    private final String master;

    /** A worker of one core and 1 GiB on each host. */
    StandaloneCluster(String... hosts) {
        SparkConf conf = new SparkConf().set("spark.master.rest.enabled", "false").set("spark.ui.enabled", "false");
        RpcEnv env = Master.startRpcEnvAndEndpoint(MASTER_HOST, 0, 0, conf)._1();
        parts.add(env);
        master = "spark://%s:%d".formatted(MASTER_HOST, env.address().port());
        for (int i = 0; i < hosts.length; i++) {
            parts.add(0, Worker.startRpcEnvAndEndpoint(hosts[i], 0, 0, 1, 1024, new String[] {master}, null,
                    Option.apply(i + 1), conf, Option.empty()));
        }
    }

    String master() {
        return master;
    }

    @Override
    public void close() {
        parts.forEach(RpcEnv::shutdown);
        parts.forEach(RpcEnv::awaitTermination);
    }
}
