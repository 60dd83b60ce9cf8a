package org.whittle.ml;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of {@link NetworkTuner} and {@link NetworkTunerModel}, by the names that MLlib has for them. */
public interface NetworkParams extends Params {

    /** The params themselves, made once a stage. */
    final class Columns implements Serializable {

        private static final long serialVersionUID = 1L;


        private final Param<String> features;
        private final Param<String> label;
        private final Param<String> prediction;
        private final Param<String> probability;
        private final Param<String> rawPrediction;

        Columns(Identifiable stage) {
            features = new Param<>(
                    stage,
                    "featuresCol",
                    "vector of the features; where a table has no such column, all "
                            + "columns but the label are features");
            label = new Param<>(stage, "labelCol", "label: a class, or the number to predict");
            prediction =
                    new Param<>(stage, "predictionCol", "column for the class's number, or the number; empty: none");
            probability = new Param<>(stage, "probabilityCol", "column for the classes' probabilities; empty: none");
            rawPrediction = new Param<>(stage, "rawPredictionCol",
                    "column for the logarithms of the classes' probabilities; empty: none");
        }
    }

    /** Those of this stage. */
    Columns columns();

    /** Name of the column of features. */
    default Param<String> featuresCol() {
        return columns().features;
    }

    /** Name of the column of labels. */
    default Param<String> labelCol() {
        return columns().label;
    }

    /** Name of the column of predictions. */
    default Param<String> predictionCol() {
        return columns().prediction;
    }

    /** Name of the column of probabilities. */
    default Param<String> probabilityCol() {
        return columns().probability;
    }

    /** Name of the column of raw predictions. */
    default Param<String> rawPredictionCol() {
        return columns().rawPrediction;
    }

    /** The names that MLlib's stages have. */
    default void setDefaults() {
        setDefault(featuresCol(), "features");
        setDefault(labelCol(), "label");
        setDefault(predictionCol(), "prediction");
        setDefault(probabilityCol(), "probability");
        setDefault(rawPredictionCol(), "rawPrediction");
    }

    /**
     * What a table becomes.
     *
     * @param classes whether there are classes
     * @throws IllegalArgumentException if a column is there already
     */
    default StructType with(StructType schema, boolean classes) {
        StructType all = with(schema, predictionCol(), DataTypes.DoubleType);
        if (!classes) {
            return all;
        }
        return with(with(all, probabilityCol(), SQLDataTypes.VectorType()), rawPredictionCol(),
                SQLDataTypes.VectorType());
    }

    private StructType with(StructType schema, Param<String> column, DataType type) {
        String name = getOrDefault(column);
        if (name.isEmpty()) {
            return schema;
        }
        if (List.of(schema.fieldNames()).contains(name)) {
            throw new IllegalArgumentException("Column %s already exists; set %s to another name".formatted(name,
                    column.name()));
        }
        return schema.add(name, type, false);
    }
}
