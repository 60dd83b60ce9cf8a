package org.whittle.data.source;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.study.InvalidInputException;

/**
 * Tables whose names of columns differ in the case of letters only. Spark takes them for one name unless
 * {@code spark.sql.caseSensitive} is set. It is set for such a table, and for no other: a table of a metastore, which
 * knows small letters only, would be empty by it.
 */
final class LetterCase {

    private static final String SETTING = "spark.sql.caseSensitive";

    /** Opens a table. */
    interface Opener {
        Dataset<Row> open() throws Exception;
    }

    private LetterCase() {
    }

    /**
     * The table, each of whose columns can be asked for by its name.
     *
     * @throws InvalidInputException if two columns have the same name
     */
    static Dataset<Row> told(SparkSession spark, String path, Opener opener) throws Exception {
        Dataset<Row> table;
        try {
            table = opener.open();
        } catch (AnalysisException e) {
            if (!"COLUMN_ALREADY_EXISTS".equals(e.getErrorClass()) || sensitive(spark)) {
                throw e;
            }
            spark.conf().set(SETTING, "true");
            table = reopened(path, opener);
        }
        List<String> names = List.of(table.columns());
        if (names.size() > new HashSet<>(names).size()) {
            throw twice(path, first(names));
        }
        if (!sensitive(spark) && new HashSet<>(names.stream().map(LetterCase::small).toList()).size() < names.size()) {
            spark.conf().set(SETTING, "true");
        }
        return table;
    }

    private static Dataset<Row> reopened(String path, Opener opener) throws Exception {
        try {
            return opener.open();
        } catch (AnalysisException e) {
            if ("COLUMN_ALREADY_EXISTS".equals(e.getErrorClass())) {
                throw twice(path, e.getMessageParameters().getOrDefault("columnName", "?").replace("`", ""));
            }
            throw e;
        }
    }

    private static boolean sensitive(SparkSession spark) {
        return Boolean.parseBoolean(spark.conf().get(SETTING));
    }

    static String first(Collection<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream().filter(name -> !seen.add(name)).findFirst().orElseThrow();
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static InvalidInputException twice(String path, String name) {
        return new InvalidInputException("%s has two columns of the name '%s'; rename one".formatted(path, name));
    }
}
