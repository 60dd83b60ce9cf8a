package org.whittle.score.column;

/**
 * A row's input columns as the preprocessing takes them: every cell as its column's {@link Reading} has it. Columns go
 * by their number among those of the preprocessing.
 */
public interface InputValues {

    /** Whether the cell is empty; a vector's never is. */
    boolean isMissing(int column);

    /** Value of a NUMBER, or 0 or 1 of a BOOLEAN; asked only if it is not missing. */
    double number(int column);

    /**
     * The values of some NUMBERs and BOOLEANs.
     *
     * @param ifMissing what those are that are missing
     * @param to where they go, one behind the other
     * @param at where the first of them goes
     */
    default void numbers(int[] columns, double[] ifMissing, double[] to, int at) {
        for (int i = 0; i < columns.length; i++) {
            to[at + i] = isMissing(columns[i]) ? ifMissing[i] : number(columns[i]);
        }
    }

    /** Text that a category of a TEXT or CODE is known by; asked only if it is not missing. */
    String category(int column);

    /** Elements of a VECTOR, as many as its column's length. */
    double[] vector(int column);
}
