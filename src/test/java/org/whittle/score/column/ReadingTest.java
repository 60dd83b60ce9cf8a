package org.whittle.score.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A table that comes later may have other types than the training rows': the same cell is the same category. */
class ReadingTest {

    static Stream<Arguments> cells() {
        return Stream.of(
                Arguments.of("bigint", 9007199254740993L, "9007199254740993"),
                Arguments.of("bigint", "9007199254740993", "9007199254740993"),
                Arguments.of("bigint", new BigDecimal("9007199254740993"), "9007199254740993"),
                Arguments.of("bigint", 7.0, "7"),
                Arguments.of("bigint", " 7 ", "7"),
                Arguments.of("int", 1e3, "1000"),
                Arguments.of("int", "1e3", "1000"),
                Arguments.of("int", "-0", "0"),
                Arguments.of("int", true, "1"),
                Arguments.of("decimal(20,2)", new BigDecimal("1.50"), "1.5"),
                Arguments.of("decimal(20,2)", 1.5, "1.5"),
                Arguments.of("decimal(20,2)", "100.00", "100"),
                Arguments.of("double", 0.1, "0.1"),
                Arguments.of("double", "0.10", "0.1"),
                Arguments.of("double", 3, "3"),
                Arguments.of("double", new BigDecimal("3.00"), "3"),
                Arguments.of("string", "01", "01"),
                Arguments.of("string", 1, "1"),
                Arguments.of("string", 1.0, "1"),
                Arguments.of("string", "", ""),
                Arguments.of("boolean", true, "true"),
                Arguments.of("boolean", "TRUE", "true"),
                Arguments.of("boolean", 0, "false"));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aCategoryIsItsCanonicalText(String type, Object cell, String category) {
        assertThat(Reading.of(type).category(cell)).isEqualTo(category);
    }

    @Test
    void anExponentIsNotWrittenOut() {
        assertThat(Reading.of("bigint").category("1e999999999")).hasSizeLessThan(20);
        assertThat(Reading.of("decimal(38,10)").category("1e-999999999")).hasSizeLessThan(20);
    }
}
