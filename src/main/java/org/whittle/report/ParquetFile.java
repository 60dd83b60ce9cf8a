package org.whittle.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.whittle.report.Table.Column;

/**
 * A table as the bytes of one Parquet file.
 *
 * <p>Spark would write a directory, and leave parts behind when it is killed. Tables of results are small, so they are
 * made in memory by the same library, and published whole. Equal tables give equal bytes.
 */
final class ParquetFile {

    private ParquetFile() {
    }

    static <T> byte[] of(Table<T> table) throws IOException {
        MessageType schema = schema(table);
        InMemory file = new InMemory();
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(file).withType(schema)
                .withCompressionCodec(CompressionCodecName.SNAPPY).build()) {
            for (T thing : table.things()) {
                Group row = new SimpleGroup(schema);
                for (Column<T> column : table.columns()) {
                    put(row, column.name(), column.value().apply(thing));
                }
                writer.write(row);
            }
        }
        return file.bytes.toByteArray();
    }

    private static MessageType schema(Table<?> table) {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (Column<?> column : table.columns()) {
            switch (column.type()) {
                case INTEGER -> schema.optional(PrimitiveTypeName.INT32).named(column.name());
                case DOUBLE -> schema.optional(PrimitiveTypeName.DOUBLE).named(column.name());
                case BOOLEAN -> schema.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
                case TEXT -> schema.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
            }
        }
        return schema.named(table.name());
    }

    private static void put(Group row, String column, Object value) {
        if (value instanceof Integer number) {
            row.add(column, number);
        } else if (value instanceof Double number) {
            row.add(column, number);
        } else if (value instanceof Boolean truth) {
            row.add(column, truth);
        } else if (value != null) {
            row.add(column, (String) value);
        }
    }

    private static final class InMemory implements OutputFile {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new PositionOutputStream() {
                @Override
                public long getPos() {
                    return bytes.size();
                }

                @Override
                public void write(int b) {
                    bytes.write(b);
                }

                @Override
                public void write(byte[] source, int from, int length) {
                    bytes.write(source, from, length);
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
