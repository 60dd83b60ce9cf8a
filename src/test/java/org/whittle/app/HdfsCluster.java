package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
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
        this(home, HadoopDaemons.settings());
    }

    /**
     * @param more settings
     * @param options of the daemons' JVMs
     */
    HdfsCluster(Path home, SortedMap<String, String> more, String... options)
            throws IOException, InterruptedException {
        String page = HadoopDaemons.freeAddress();
        SortedMap<String, String> settings = HadoopDaemons.settings(
                "dfs.replication", "1",
                "dfs.namenode.http-address", page,
                "dfs.datanode.address", "127.0.0.1:0",
                "dfs.datanode.http.address", "127.0.0.1:0",
                "dfs.datanode.ipc.address", "127.0.0.1:0",
                "dfs.namenode.safemode.extension", "0");
        settings.putAll(more);
        root = "hdfs://" + HadoopDaemons.freeAddress();
        SortedMap<String, String> core = HadoopDaemons.settings("fs.defaultFS", root,
                "hadoop.tmp.dir", home.resolve("tmp").toString());
        core.putAll(more);
        daemons = new HadoopDaemons(home, Map.of(
                "core-site", core,
                "hdfs-site", settings), options);
        assertThat(daemons.start("format", NAME_NODE, "-format", "-nonInteractive").waitFor())
                .as(daemons.said("format")).isZero();
        startNameNode();
        daemons.start("data", "org.apache.hadoop.hdfs.server.datanode.DataNode");
        Patience.await(home, () -> hasDataNode(page));
    }

    /** What {@code HADOOP_CONF_DIR} is for clients. */
    Path configuration() {
        return daemons.configuration();
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

    // By a page that everybody may see.
    private static boolean hasDataNode(String page) {
        URI state = URI.create("http://" + page + "/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState");
        try (InputStream in = state.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("\"NumLiveDataNodes\" : 1,");
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
