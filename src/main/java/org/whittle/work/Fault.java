package org.whittle.work;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose fault a throwable is: the one place that tells. It knows types by their names, so that no package has to import
 * another project's, and reads what Spark writes of a task's failure into a message.
 *
 * <p>What throws with knowledge says so itself ({@link Known}); else the {@link FaultEvidence} is looked for among the
 * throwable, its causes, and the causes that are only told of in their messages.
 *
 * @param whose whom to blame
 * @param what a line without a stop at its end: what happened, in plain words, and the words of who noticed it
 * @param remedy a sentence for whoever has to mend it; empty if there is none
 * @param certain whether there is evidence; if not, who knows what was attempted may know better
 */
public record Fault(Whose whose, String what, String remedy, boolean certain) {

    /** Who has to do something. */
    public enum Whose {
        /** The user: the study file, the table, the arguments. */
        USER(2),
        /** Nobody: the study cannot go on as it is told to. */
        STUDY(1),
        /** Another driver owns the study. */
        OTHER_DRIVER(4),
        /** Network, disk, rights, cluster, what is installed on a machine; can be resumed. */
        INFRASTRUCTURE(1),
        /** A device that broke, or lost its context: what ran there is to be tried elsewhere. */
        DEVICE(1),
        /** Memory did not suffice. Of a trial, that is its own failure; of a driver, the infrastructure's. */
        MEMORY(1),
        /** Somebody asked for an end. */
        INTERRUPTED(1),
        /** Whittle's own; the trace goes into a log. */
        OURS(1);

        private final int exitCode;

        Whose(int exitCode) {
            this.exitCode = exitCode;
        }

        /** How a process ends that ran a study and failed of this. */
        public int exitCode() {
            return exitCode;
        }
    }

    /** A throwable that knows whose fault it is. */
    public interface Known {

        /** Whom to blame. */
        Whose whose();
    }

    /** A throwable, or what a message tells of one. */
    record Cause(Throwable thrown, List<String> types, String message) {

        String type() {
            return types.get(0);
        }
    }

    private static final int MOST_CAUSES = 50;
    private static final int LONGEST = 300;
    /** How Spark tells of a task's failure, and Java of a cause. */
    private static final Pattern TOLD = Pattern.compile(
            "(?m)(?:\\): |^Caused by: |failed due to |: )((?:[a-z_][\\w]*\\.)+[A-Z][\\w$]*)(?:: (.*))?$");
    private static final Pattern TYPE_PREFIX = Pattern.compile("^(?:[a-z_][\\w]*\\.)+[A-Z][\\w$]*: ");

    /** Whose fault it is. */
    public static Fault of(Throwable thrown) {
        List<Cause> causes = causes(thrown);
        for (Cause cause : causes) {
            if (cause.thrown() instanceof Known known && known.whose() != Whose.INFRASTRUCTURE) {
                return new Fault(known.whose(), line(cause.thrown()), "", true);
            }
        }
        List<Cause> rootFirst = new ArrayList<>(causes);
        Collections.reverse(rootFirst);
        for (FaultEvidence evidence : FaultEvidence.values()) {
            for (int i = 0; i < rootFirst.size(); i++) {
                if (evidence.shows(rootFirst.get(i))) {
                    Cause cause = fuller(rootFirst, i);
                    String noticed = evidence.hasWords() ? quoted(cause) : kindOf(cause) + quoted(cause);
                    return new Fault(evidence.whose(), evidence.words(noticed), evidence.remedy(), true);
                }
            }
        }
        Cause root = causes.get(causes.size() - 1);
        for (Cause cause : causes) {
            if (cause.thrown() instanceof Known) {
                return new Fault(Whose.INFRASTRUCTURE, clean(cause.message()), "", true);
            }
        }
        boolean ofFiles = causes.stream().anyMatch(c -> c.types().contains("java.io.IOException"));
        return ofFiles ? new Fault(Whose.INFRASTRUCTURE, quoted(root), "", false)
                : new Fault(Whose.OURS, kindOf(root) + quoted(root), "", false);
    }

    /** Whether a server did not answer, or asked for patience: what may be over when it is tried again. */
    public static boolean isPassing(Throwable thrown) {
        List<Cause> causes = causes(thrown);
        for (FaultEvidence evidence : FaultEvidence.values()) {
            if (causes.stream().anyMatch(evidence::shows)) {
                return evidence == FaultEvidence.NO_CONNECTION;
            }
        }
        return false;
    }

    /**
     * Whether it is none of the configuration's under training: the task has to fail, so that it is tried elsewhere.
     */
    public boolean isOfThePlace() {
        return certain && (whose == Whose.INFRASTRUCTURE || whose == Whose.DEVICE || whose == Whose.INTERRUPTED);
    }

    /** The cause, or the one around it if that is of the same type: Hadoop says there which server it is. */
    private static Cause fuller(List<Cause> rootFirst, int index) {
        int fuller = index;
        while (fuller + 1 < rootFirst.size() && rootFirst.get(fuller).type().equals(rootFirst.get(fuller + 1).type())) {
            fuller++;
        }
        return rootFirst.get(fuller);
    }

    /** What happened, and what to do, as sentences. */
    public String sentences() {
        return what + "." + (remedy.isEmpty() ? "" : " " + remedy);
    }

    /** The first line of a throwable's message, without what others have hung on to it; its type if it has none. */
    public static String line(Throwable thrown) {
        return quoted(new Cause(thrown, types(thrown.getClass()), String.valueOf(thrown.getMessage())));
    }

    /** The throwable, its causes, and those that their messages tell of; the last is the root. */
    private static List<Cause> causes(Throwable thrown) {
        List<Cause> causes = new ArrayList<>();
        List<Cause> told = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = thrown; t != null && seen.add(t) && causes.size() < MOST_CAUSES; t = t.getCause()) {
            String message = t.getMessage() == null ? "" : t.getMessage();
            causes.add(new Cause(t, types(t.getClass()), message));
            Matcher matcher = TOLD.matcher(message);
            while (matcher.find() && told.size() < MOST_CAUSES) {
                told.add(new Cause(null, List.of(matcher.group(1)), matcher.group(2) == null ? "" : matcher.group(2)));
            }
        }
        if (causes.size() == 1) {
            causes.addAll(told);
        } else {
            causes.addAll(causes.size() - 1, told);
        }
        return causes;
    }

    private static List<String> types(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Class<?> t = type; t != Object.class && t != null; t = t.getSuperclass()) {
            names.add(t.getName());
        }
        return names;
    }

    private static String quoted(Cause cause) {
        String message = clean(cause.message());
        return message.isEmpty() || message.equals("null") ? simple(cause) : message;
    }

    private static String kindOf(Cause cause) {
        return clean(cause.message()).isEmpty() ? "" : simple(cause) + ": ";
    }

    private static String simple(Cause cause) {
        return cause.type().substring(cause.type().lastIndexOf('.') + 1);
    }

    // Spark and the engine append stacks, Hadoop a link, and wrappers the name of what they wrap.
    private static String clean(String message) {
        String line = message.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
        line = line.replaceFirst("^Job aborted due to stage failure: ", "");
        line = line.replaceFirst(";? *For more details see: .*$", "").replaceFirst(": Suggestion: .*$", "");
        while (TYPE_PREFIX.matcher(line).find()) {
            line = TYPE_PREFIX.matcher(line).replaceFirst("");
        }
        line = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
        return line.length() > LONGEST ? line.substring(0, LONGEST - 3) + "..." : line;
    }
}
