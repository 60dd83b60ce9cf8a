package org.whittle.data.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.whittle.score.step.DataJson;
import org.whittle.work.FileStore;

/** The files of a pipeline that MLlib saved, as data: texts of JSON, and tables of a schema that we give. */
record MLlibFiles(FileStore files) {

    /** A vector as Spark stores it. By the schema that lies in the file Spark would load a class that it names. */
    private static final StructType VECTOR = new StructType().add("type", DataTypes.ByteType)
            .add("size", DataTypes.IntegerType).add("indices", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("values", DataTypes.createArrayType(DataTypes.DoubleType));
    private static final int SPARSE = 0;

    /**
     * A stage's description.
     *
     * @throws IllegalArgumentException if it is that of another one
     */
    JsonNode metadata(String stage, String uid) throws IOException {
        JsonNode metadata;
        try {
            metadata = DataJson.MAPPER.readTree(files.read(stage + "/metadata/part-00000"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the description of its stage '%s' cannot be read".formatted(uid), e);
        }
        if (!metadata.path("uid").asText().equals(uid)) {
            throw new IllegalArgumentException("the description of its stage '%s' is that of '%s'".formatted(uid,
                    metadata.path("uid").asText()));
        }
        return metadata;
    }

    /** The one row of what a stage has fitted. Read by whatever session runs: a thread's own may have been stopped. */
    Row fitted(String stage, StructType schema) {
        List<Row> rows = SparkSession.builder()
                .getOrCreate()
                .read()
                .schema(schema)
                .parquet(files.locate(stage + "/data"))
                .takeAsList(2);
        if (rows.size() != 1 || rows.get(0).anyNull()) {
            throw new IllegalArgumentException("%s does not hold what was fitted".formatted(stage));
        }
        return rows.get(0);
    }

    double[][] vectors(String stage, String first, String second) {
        Row row = fitted(stage, new StructType().add(first, VECTOR).add(second, VECTOR));
        return new double[][] {dense(row.getStruct(0)), dense(row.getStruct(1))};
    }

    private static double[] dense(Row vector) {
        List<Double> values = vector.getList(3);
        if (vector.getByte(0) != SPARSE) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
        List<Integer> indices = vector.getList(2);
        // A pipeline's numbers fill a file; a size that a file only claims must not fill the memory.
        if (vector.getInt(1) < 0 || vector.getInt(1) > MLlibPipeline.MOST_NUMBERS) {
            throw new IllegalArgumentException("a vector has %d elements".formatted(vector.getInt(1)));
        }
        double[] dense = new double[vector.getInt(1)];
        for (int i = 0; i < dense.length && i < indices.size(); i++) {
            dense[indices.get(i)] = values.get(i);
        }
        return dense;
    }
}
