package org.whittle.report;

import java.util.List;
import java.util.function.Function;

/**
 * A table to be written: columns as functions of the things that rows stand for.
 *
 * @param name of the file, without its ending
 * @param things in the order of the rows
 */
record Table<T>(String name, List<Column<T>> columns, List<T> things) {

    /** What a column holds: {@link Integer}, {@link Double}, {@link Boolean} or {@link String}. */
    enum Type { INTEGER, DOUBLE, BOOLEAN, TEXT }

    /**
     * @param value of the type's class; {@code null} where there is none
     */
    record Column<T>(String name, Type type, Function<T, Object> value) {
    }

    /** A column's name for a parameter or metric: no hyphens or dots, which SQL would need quotes for. */
    static String columnName(String key) {
        return key.replaceAll("[^A-Za-z0-9_]", "_");
    }
}
