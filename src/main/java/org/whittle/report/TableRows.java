package org.whittle.report;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.whittle.report.Table.Column;

/**
 * A table as Spark has it when it reads the {@linkplain ParquetFile file}: the same columns, types and order of rows.
 */
final class TableRows {

    private TableRows() {
    }

    static <T> Dataset<Row> of(Table<T> table, SparkSession spark) {
        StructType schema = new StructType();
        for (Column<T> column : table.columns()) {
            schema = schema.add(column.name(), type(column.type()));
        }
        List<Row> rows = table.things().stream().map(thing -> RowFactory.create(
                table.columns().stream().map(column -> column.value().apply(thing)).toArray())).toList();
        return spark.createDataFrame(rows, schema);
    }

    private static DataType type(Table.Type type) {
        return switch (type) {
            case INTEGER -> DataTypes.IntegerType;
            case DOUBLE -> DataTypes.DoubleType;
            case BOOLEAN -> DataTypes.BooleanType;
            case TEXT -> DataTypes.StringType;
        };
    }
}
