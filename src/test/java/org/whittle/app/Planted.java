package org.whittle.app;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.UserDefinedType;

/** Classes that a swapped file may name. Each tells when it is loaded. */
final class Planted {

    static final String LOADED = "org.whittle.app.planted";

    private Planted() {
    }

    private static void tell(Class<?> which) {
        System.setProperty(LOADED, which.getName());
    }

    /** Spark makes one of a setting's name. */
    public static final class Listener extends SparkListener {
        static {
            tell(Listener.class);
        }
    }

    /** Spark makes one of the name in a Parquet file's schema. */
    public static final class TypeOfVector extends UserDefinedType<Object> {

        private static final long serialVersionUID = 1L;

        static {
            tell(TypeOfVector.class);
        }

        @Override
        public DataType sqlType() {
            return DataTypes.createArrayType(DataTypes.DoubleType);
        }

        @Override
        public Object serialize(Object value) {
            return value;
        }

        @Override
        public Object deserialize(Object value) {
            return value;
        }

        @Override
        public Class<Object> userClass() {
            return Object.class;
        }
    }
}
