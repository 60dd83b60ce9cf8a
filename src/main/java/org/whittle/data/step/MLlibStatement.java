package org.whittle.data.step;

import java.util.List;
import java.util.stream.IntStream;
import org.whittle.data.column.ColumnTypes;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;

/**
 * The statement by which the first releases named columns, imputed numbers and marked missing values. It is read as
 * text, piece by piece as it was put together for these columns, and never run.
 *
 * @param means by column: what a missing number or boolean becomes
 * @param missing the columns with an indicator of missing values
 */
record MLlibStatement(double[] means, int[] missing) {

    /** @throws IllegalArgumentException if it is another statement */
    static MLlibStatement read(List<InputColumn> inputs, String statement) {
        return new Cursor(statement).read(inputs);
    }

    double[] means(int[] columns) {
        return IntStream.of(columns).mapToDouble(column -> means[column]).toArray();
    }

    private static final class Cursor {

        private final String statement;
        private int at;

        Cursor(String statement) {
            this.statement = statement;
        }

        MLlibStatement read(List<InputColumn> inputs) {
            double[] means = new double[inputs.size()];
            expect("SELECT *");
            for (int i = 0; i < means.length; i++) {
                String name = ColumnTypes.quote(inputs.get(i).name());
                expect(", ");
                switch (inputs.get(i).kind()) {
                    case NUMBER -> means[i] = mean("COALESCE(CAST(%s AS DOUBLE), ".formatted(name));
                    case BOOLEAN -> means[i] = mean("COALESCE(CAST(CAST(%s AS BOOLEAN) AS DOUBLE), ".formatted(name));
                    case TEXT -> expect("CONCAT('=', CAST(%s AS STRING))".formatted(name));
                    case CODE -> expect("CONCAT('=', CAST(CAST(%s AS DOUBLE) AS STRING))".formatted(name));
                    case VECTOR -> expect(name);
                    default -> throw new IllegalStateException("No column is a " + inputs.get(i).kind());
                }
                expect(" AS __whittle_value_" + i);
            }
            IntStream.Builder missing = IntStream.builder();
            for (int i = 0; i < means.length; i++) {
                String indicator = ", CAST(%s IS NULL AS DOUBLE) AS __whittle_missing_%d"
                        .formatted(ColumnTypes.quote(inputs.get(i).name()), i);
                // The number of one column may begin with that of another.
                if (inputs.get(i).kind() != Kind.VECTOR && (statement.startsWith(indicator + ",", at)
                        || statement.startsWith(indicator + " FROM", at))) {
                    at += indicator.length();
                    missing.add(i);
                }
            }
            expect(" FROM __THIS__");
            if (at != statement.length()) {
                throw foreign();
            }
            return new MLlibStatement(means, missing.build().toArray());
        }

        private double mean(String before) {
            expect(before);
            int end = statement.indexOf("D)", at);
            try {
                double mean = Double.parseDouble(statement.substring(at, end));
                at = end;
                expect("D)");
                return mean;
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw foreign();
            }
        }

        private void expect(String piece) {
            if (!statement.startsWith(piece, at)) {
                throw foreign();
            }
            at += piece.length();
        }

        private static IllegalArgumentException foreign() {
            return new IllegalArgumentException(
                    "its statement is not the one that Whittle wrote for the study's columns");
        }
    }
}
