package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;

class CsvTextTest {

    @Test
    void quotesWhatWouldEndACellAndLeavesOutWhatIsMissing() {
        Table<Object[]> table = new Table<>("t", List.of(new Column<>("trial", Type.INTEGER, row -> row[0]),
                new Column<>("why", Type.TEXT, row -> row[1]), new Column<>("loss", Type.DOUBLE, row -> row[2])),
                List.of(new Object[] {1, "out of memory, \"twice\"", 0.1}, new Object[] {2, "two\nlines", null},
                        new Object[] {3, null, Double.NaN}));

        assertThat(CsvText.of(table)).isEqualTo("trial,why,loss\n1,\"out of memory, \"\"twice\"\"\",0.1\n"
                + "2,\"two\nlines\",\n3,,NaN\n");
    }
}
