package org.whittle.report;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table to be written: columns as functions of the things that rows stand for.
 *
 * @param name of the file, without its ending
 * @param things in the order of the rows
 */
record Table<T>(String name, List<Column<T>> columns, List<T> things) {

    /**
     * @param value {@code null} where there is none
     */
    record Column<T>(String name, DataType type, Function<T, Object> value) {
    }

    StructType schema() {
        return DataTypes.createStructType(columns.stream()
                .map(c -> DataTypes.createStructField(c.name(), c.type(), true)).toList());
    }

    List<Row> rows() {
        return things.stream().map(t -> RowFactory.create(columns.stream().map(c -> c.value().apply(t)).toArray()))
                .toList();
    }

    /** A column's name for a parameter or metric: no hyphens or dots, which SQL would need quotes for. */
    static String columnName(String key) {
        return key.replaceAll("[^A-Za-z0-9_]", "_");
    }
}
