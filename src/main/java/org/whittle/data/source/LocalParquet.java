package org.whittle.data.source;

import java.io.IOException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.hadoop.Footer;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.RebaseDateTime;
import org.apache.spark.sql.execution.datasources.DataSourceUtils;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.execution.datasources.parquet.VectorizedParquetRecordReader;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.whittle.study.InvalidInputException;
import org.whittle.work.Undeclared;
import scala.Function1;

/** Tables of Parquet files, read by Spark's vectorized reader in batches of columns. */
public final class LocalParquet {

    /** What Spark's reader asks of its Hadoop configuration, as its session has it. */
    private static final List<String> TOLD = List.of(
            SQLConf.PARQUET_BINARY_AS_STRING().key(),
            SQLConf.PARQUET_INT96_AS_TIMESTAMP().key(),
            SQLConf.PARQUET_INFER_TIMESTAMP_NTZ_ENABLED().key(),
            SQLConf.LEGACY_PARQUET_NANOS_AS_LONG().key(),
            SQLConf.PARQUET_FIELD_ID_READ_ENABLED().key(),
            SQLConf.IGNORE_MISSING_PARQUET_FIELD_ID().key(),
            SQLConf.SESSION_LOCAL_TIMEZONE().key(),
            SQLConf.NESTED_SCHEMA_PRUNING_ENABLED().key());

    private LocalParquet() {
    }

    /**
     * A table, of the schema of its first file.
     *
     * @param hadoop of the file systems
     * @throws InvalidInputException if there is none, or it cannot be used
     */
    public static LocalTable open(String path, Configuration hadoop) {
        try {
            SQLConf sql = SQLConf.get();
            Configuration own = new Configuration(hadoop);
            TOLD.forEach(key -> own.set(key, sql.getConfString(key)));
            own.setBoolean(SQLConf.CASE_SENSITIVE().key(), true);
            LocalFiles files = LocalFiles.of(path, own);
            FileStatus first = files.byName().get(0);
            StructType schema = ParquetFileFormat.readSchemaFromFooter(
                    new Footer(first.getPath(), footer(first, own)), new ParquetToSparkSchemaConverter(own));
            List<String> names = List.of(schema.fieldNames());
            if (names.size() > new HashSet<>(names).size()) {
                throw LetterCase.twice(path, LetterCase.first(names));
            }
            own.set(ParquetInputFormat.READ_SUPPORT_CLASS, ParquetReadSupport.class.getName());
            own.set(ParquetReadSupport.SPARK_ROW_REQUESTED_SCHEMA(), schema.json());
            return new LocalTable(files, schema,
                    (file, width, owner) -> SourceBlock.ofBatches(batches(file, own, sql, owner), width));
        } catch (Exception e) {
            throw TableReader.unreadable(path, e);
        }
    }

    private static ParquetMetadata footer(FileStatus file, Configuration hadoop) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
            return reader.getFooter();
        }
    }

    private static Iterator<ColumnarBatch> batches(FileStatus file, Configuration hadoop, SQLConf sql,
                                                   LocalTable.Owner owner) throws Exception {
        Function1<String, String> told = footer(file, hadoop).getFileMetaData().getKeyValueMetaData()::get;
        RebaseDateTime.RebaseSpec moments = DataSourceUtils.datetimeRebaseSpec(told,
                sql.getConf(SQLConf.PARQUET_REBASE_MODE_IN_READ()));
        RebaseDateTime.RebaseSpec int96 = DataSourceUtils.int96RebaseSpec(told,
                sql.getConf(SQLConf.PARQUET_INT96_REBASE_MODE_IN_READ()));
        VectorizedParquetRecordReader reader = new VectorizedParquetRecordReader((ZoneId) null,
                moments.mode().toString(), moments.timeZone(), int96.mode().toString(), int96.timeZone(), false,
                sql.parquetVectorizedReaderBatchSize());
        owner.owns(reader);
        reader.initialize(new FileSplit(file.getPath(), 0, file.getLen(), new String[0]),
                new TaskAttemptContextImpl(hadoop, new TaskAttemptID()));
        reader.initBatch(new StructType(), InternalRow.empty());
        reader.enableReturningBatches();
        return new Iterator<>() {
            private boolean looked;
            private boolean there;

            @Override
            public boolean hasNext() {
                try {
                    there = looked ? there : reader.nextBatch();
                    looked = true;
                    return there;
                } catch (IOException e) {
                    throw Undeclared.asIs(e);
                }
            }

            @Override
            public ColumnarBatch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                looked = false;
                return reader.resultBatch();
            }
        };
    }
}
