package org.whittle.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.whittle.Patience;

/** A ResourceManager and some NodeManagers of 2 GiB each. */
final class YarnCluster implements AutoCloseable {

    private static final String MASTER = "org.apache.spark.deploy.yarn.(ApplicationMaster|ExecutorLauncher)";
    private static final String EXECUTOR = "org.apache.spark.executor.YarnCoarseGrainedExecutorBackend";

    private final HadoopDaemons daemons;
    private final List<String> nodes;
    private final YarnClient client = YarnClient.createYarnClient();

    YarnCluster(Path home, int count) throws IOException {
        String manager = HadoopDaemons.freeAddress();
        daemons = new HadoopDaemons(home, Map.of(
                "core-site", HadoopDaemons.settings("hadoop.tmp.dir", home.resolve("tmp").toString()),
                "capacity-scheduler", HadoopDaemons.settings(
                        "yarn.scheduler.capacity.root.queues", "default",
                        "yarn.scheduler.capacity.root.default.capacity", "100",
                        "yarn.scheduler.capacity.maximum-am-resource-percent", "1.0"),
                "yarn-site", HadoopDaemons.settings(
                        "yarn.resourcemanager.address", manager,
                        "yarn.resourcemanager.scheduler.address", HadoopDaemons.freeAddress(),
                        "yarn.resourcemanager.resource-tracker.address", HadoopDaemons.freeAddress(),
                        "yarn.resourcemanager.admin.address", HadoopDaemons.freeAddress(),
                        "yarn.resourcemanager.webapp.address", HadoopDaemons.freeAddress(),
                        "yarn.nodemanager.address", "127.0.0.1:0",
                        "yarn.nodemanager.localizer.address", "127.0.0.1:0",
                        "yarn.nodemanager.webapp.address", "127.0.0.1:0",
                        "yarn.nodemanager.resource.memory-mb", "2048",
                        "yarn.nodemanager.resource.cpu-vcores", "4",
                        "yarn.scheduler.minimum-allocation-mb", "128",
                        "yarn.nodemanager.pmem-check-enabled", "false",
                        "yarn.nodemanager.vmem-check-enabled", "false",
                        // A disk that is nearly full is the developer's own business.
                        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.5")));
        daemons.start("resources", "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager");
        nodes = IntStream.range(0, count).mapToObj(i -> "node-" + i).toList();
        for (String node : nodes) {
            daemons.start(node, "org.apache.hadoop.yarn.server.nodemanager.NodeManager",
                    "-Dyarn.nodemanager.local-dirs=" + home.resolve(node + "-local"),
                    "-Dyarn.nodemanager.log-dirs=" + home.resolve(node + "-logs"));
        }
        Configuration configuration = new Configuration();
        configuration.addResource(new org.apache.hadoop.fs.Path(
                daemons.configuration().resolve("yarn-site.xml").toUri()));
        client.init(configuration);
        client.start();
        Patience.await(home, () -> runningNodes() == count);
    }

    Path configuration() {
        return daemons.configuration();
    }

    int runningNodes() {
        try {
            return client.getNodeReports(NodeState.RUNNING).size();
        } catch (YarnException | IOException notYet) {
            return 0;
        }
    }

    /** What has been submitted last. */
    ApplicationReport application() {
        try {
            return client.getApplications().stream()
                    .max((a, b) -> a.getApplicationId().compareTo(b.getApplicationId())).orElseThrow();
        } catch (YarnException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends the JVM of an application's master, as {@code kill -9} does. */
    void killMaster() {
        ProcessHandle master = nodes.stream().flatMap(node -> jvm(node, MASTER).stream()).findFirst().orElseThrow();
        master.destroyForcibly();
    }

    /** Ends a node that runs an executor and no application's master, with its containers. */
    void killNodeOfAnExecutor() throws InterruptedException {
        String node = nodes.stream().filter(n -> jvm(n, MASTER).isEmpty() && jvm(n, EXECUTOR).isPresent()).findFirst()
                .orElseThrow();
        daemons.kill(node);
    }

    private Optional<ProcessHandle> jvm(String node, String mainClass) {
        return daemons.below(node).entrySet().stream()
                .filter(process -> process.getValue().matches("\\S*/java .* " + mainClass + " .*"))
                .map(Map.Entry::getKey).findFirst();
    }

    @Override
    public void close() throws InterruptedException {
        client.stop();
        daemons.close();
    }
}
