package org.whittle.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.whittle.study.InvalidInputException;

/** What people are told of tables that Spark could not read. */
class TableReaderTest {

    /** Readers of Parquet stumble over damage in this way. */
    @Test
    void anExceptionWithoutAWordIsDamage() {
        assertThat(TableReader.unreadable("rows.parquet", new Exception(null, new RuntimeException())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("rows.parquet cannot be read: it is damaged, or of another format (RuntimeException); "
                        + "mend the file, or set data.format and data.options to what it is");
    }

    @Test
    void aReadersOwnWordsAreKept() {
        assertThat(TableReader.unreadable("rows.parquet", new Exception("no", new RuntimeException("bad footer"))))
                .hasMessageStartingWith("rows.parquet cannot be read: bad footer; mend the file");
    }
}
