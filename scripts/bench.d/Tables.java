import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.StudyState;

/**
 * Holds studies against a first one: whether trials and epochs are the same, columns aside that a clock or a cluster
 * fills, and how often the lock box was opened. Prints a line for each, and exits with 1 if one differs.
 */
final class Tables {

    /** Columns that tell when and where. */
    private static final String[] CIRCUMSTANCES = {"seconds", "training_seconds", "host", "device", "attempts", "cohort"
    };

    private Tables() {
    }

    /** @param arguments file for the figures, the study to compare with, and those to compare */
    public static void main(String[] arguments) throws Exception {
        List<String> figures = new ArrayList<>();
        int same = 0;
        try (SparkSession spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false")
                .config("spark.log.level", "ERROR").getOrCreate()) {
            List<String> first = rows(spark, arguments[1]);
            for (String study : List.of(arguments).subList(2, arguments.length)) {
                List<String> rows = rows(spark, study);
                int openings = openings(study);
                boolean equal = rows.equals(first) && openings == 1;
                figures.add("%s: equal tables, one opening\t%d\tholds\t1\t1\t-".formatted(study.replaceAll(".*/", ""),
                        equal ? 1 : 0));
                same += equal ? 1 : 0;
                System.out.printf("%s: %s (%d rows), lock box opened %d time%s%n", study.replaceAll(".*/", ""),
                        rows.equals(first) ? "tables equal" : "TABLES DIFFER", rows.size(), openings,
                        openings == 1 ? "" : "s");
            }
        }
        Files.write(Path.of(arguments[0]), figures);
        System.exit(same == figures.size() ? 0 : 1);
    }

    private static List<String> rows(SparkSession spark, String study) {
        return List.of("trials", "epochs").stream().flatMap(name -> {
            Dataset<Row> table = spark.read().parquet(study + "/results/" + name + ".parquet").drop(CIRCUMSTANCES);
            return java.util.stream.Stream.concat(java.util.stream.Stream.of(Arrays.toString(table.columns())),
                    table.collectAsList().stream().map(Row::toString));
        }).toList();
    }

    private static int openings(String study) {
        return new StudyState(StudyDirectory.read(new HadoopFileStore(study, java.util.Map.of())).ledger().read())
                .openings().size();
    }
}
