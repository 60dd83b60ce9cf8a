package org.whittle.train.cohort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.whittle.goal.TrialId;
import org.whittle.work.FileStore;
import org.whittle.work.TaskId;
import org.whittle.work.TrialTask;

/**
 * How a cohort was divided because memory did not suffice for it, kept in the study directory as soon as it is: a
 * member's last bits depend on who is trained with it, and whoever trains the cohort once more (another attempt, a
 * driver that resumed, a rung whose checkpoints were lost) may have more memory. So it is divided as it was the first
 * time.
 *
 * <pre>
 *   halving 1          halvings/bracket=1/rung=0/cohort-of-trial=17
 *   17 -               had ended when memory gave out
 *   18 a               went on in the first half
 *   19 bb              in the second half of the second half
 * </pre>
 */
final class Halvings {

    private static final String HEAD = "halving 1";
    private static final String WHOLE = "-";
    private static final Pattern LINE = Pattern.compile("\\d{1,9} (-|[ab]{1,30})");

    private final FileStore files;
    private final String path;
    private final SortedMap<TrialId, String> recorded;

    private Halvings(FileStore files, String path, SortedMap<TrialId, String> recorded) {
        this.files = files;
        this.path = path;
        this.recorded = recorded;
    }

    /** What is recorded of a cohort; nothing if it was never divided, or what lies there is not of just its members. */
    static Halvings of(FileStore files, List<TrialTask> cohort) throws IOException {
        TrialTask any = cohort.get(0);
        TaskId first = cohort.stream().map(TrialTask::key).sorted().findFirst().orElseThrow();
        String path = "halvings/bracket=%d/rung=%d/cohort-of-trial=%s"
                .formatted(any.bracket(), any.rung(), first.name());
        SortedMap<TrialId, String> recorded = files.exists(path) ? read(files.read(path)) : new TreeMap<>();
        List<TrialId> members = cohort.stream().map(TrialTask::id).sorted().toList();
        return new Halvings(files, path, List.copyOf(recorded.keySet()).equals(members) ? recorded : new TreeMap<>());
    }

    private static SortedMap<TrialId, String> read(byte[] content) {
        SortedMap<TrialId, String> parts = new TreeMap<>();
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        if (!lines.isEmpty() && lines.get(0).equals(HEAD)
                && lines.stream().skip(1).allMatch(line -> LINE.matcher(line).matches())) {
            lines.stream().skip(1).map(line -> line.split(" ")).forEach(words -> parts.put(
                    new TrialId(Integer.parseInt(words[0])), words[1].equals(WHOLE) ? "" : words[1]));
        }
        return parts;
    }

    /** The part that a trial was trained in: a letter for each halving; empty for the whole. */
    String part(TrialId trial) {
        return recorded.getOrDefault(trial, "");
    }

    /** Keeps where all members of the cohort are now, unless it is what was kept before. */
    void keep(List<TrialRun> cohort) throws IOException {
        SortedMap<TrialId, String> now = new TreeMap<>();
        cohort.forEach(run -> now.put(run.trial(), run.part()));
        boolean further = now.entrySet().stream().anyMatch(e -> !part(e.getKey()).startsWith(e.getValue()));
        if (further) {
            files.write(path, now.entrySet().stream()
                    .map(e -> e.getKey() + " " + (e.getValue().isEmpty() ? WHOLE : e.getValue()))
                    .collect(Collectors.joining("\n", HEAD + "\n", "\n")).getBytes(StandardCharsets.UTF_8));
        }
    }
}
