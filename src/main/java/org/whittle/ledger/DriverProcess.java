package org.whittle.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A driver, so that others can tell whether it still runs.
 *
 * @param started when the process was started; tells it from a later one with the same number
 * @param machine equal for two processes only if they can see each other: the same boot of the same kernel, and the
 *     same process numbering. A host name alone would not do: containers on different machines can share one.
 */
record DriverProcess(String host, long pid, Instant started, String machine, String user) {

    // The kernel counts the start in ticks since a boot time that it knows to the second.
    private static final Duration SAME_START = Duration.ofSeconds(2);

    static DriverProcess current() {
        ProcessHandle self = ProcessHandle.current();
        String host = hostName();
        return new DriverProcess(host, self.pid(), self.info().startInstant().orElse(Instant.EPOCH), machine(host),
                System.getProperty("user.name"));
    }

    /** Whether it is known to have ended; never true for a process of a machine that cannot be looked into. */
    boolean hasEnded() {
        if (!machine.equals(machine(hostName()))) {
            return false;
        }
        return ProcessHandle.of(pid).flatMap(process -> process.info().startInstant())
                .map(start -> Duration.between(started, start).abs().compareTo(SAME_START) > 0).orElse(true);
    }

    private static String machine(String host) {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException notLinux) {
            return host;
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
