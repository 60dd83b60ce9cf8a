package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.whittle.Patience;

/** A NameNode and a DataNode. */
final class HdfsCluster implements AutoCloseable {

    private static final String NAMES = "names";
    private static final String NAME_NODE = "org.apache.hadoop.hdfs.server.namenode.NameNode";

    private final HadoopDaemons daemons;
    private final String root;

    HdfsCluster(Path home) throws IOException, InterruptedException {
        root = "hdfs://" + HadoopDaemons.freeAddress();
        daemons = new HadoopDaemons(home, Map.of(
                "core-site", HadoopDaemons.settings("fs.defaultFS", root,
                        "hadoop.tmp.dir", home.resolve("tmp").toString()),
                "hdfs-site", HadoopDaemons.settings(
                        "dfs.replication", "1",
                        "dfs.namenode.http-address", "127.0.0.1:0",
                        "dfs.datanode.address", "127.0.0.1:0",
                        "dfs.datanode.http.address", "127.0.0.1:0",
                        "dfs.datanode.ipc.address", "127.0.0.1:0",
                        "dfs.namenode.safemode.extension", "0")));
        assertThat(daemons.start("format", NAME_NODE, "-format", "-nonInteractive").waitFor())
                .as(daemons.said("format")).isZero();
        startNameNode();
        daemons.start("data", "org.apache.hadoop.hdfs.server.datanode.DataNode");
        Patience.await(home, this::hasDataNode);
    }

    /** With no slash at its end. */
    String root() {
        return root;
    }

    void startNameNode() throws IOException {
        daemons.start(NAMES, NAME_NODE);
    }

    void killNameNode() throws InterruptedException {
        daemons.kill(NAMES);
    }

    void safeMode(boolean on) throws IOException {
        try (DistributedFileSystem files = files()) {
            files.setSafeMode(on ? SafeModeAction.ENTER : SafeModeAction.LEAVE);
        }
    }

    /** The most files and directories below one. */
    void quota(String directory, long names) throws IOException {
        try (DistributedFileSystem files = files()) {
            files.mkdirs(new org.apache.hadoop.fs.Path(directory));
            files.setQuota(new org.apache.hadoop.fs.Path(directory), names, HdfsConstants.QUOTA_DONT_SET);
        }
    }

    void unlimited(String directory) throws IOException {
        quota(directory, HdfsConstants.QUOTA_RESET);
    }

    /** Files below a directory; 0 if it is not there. */
    long files(String directory) {
        try (DistributedFileSystem files = files()) {
            return files.getContentSummary(new org.apache.hadoop.fs.Path(directory)).getFileCount();
        } catch (FileNotFoundException none) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean hasDataNode() {
        try (DistributedFileSystem files = files()) {
            return files.getDataNodeStats().length > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private DistributedFileSystem files() throws IOException {
        return (DistributedFileSystem) FileSystem.newInstance(URI.create(root), new Configuration());
    }

    @Override
    public void close() throws InterruptedException {
        daemons.close();
    }
}
