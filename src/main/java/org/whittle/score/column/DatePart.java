package org.whittle.score.column;

/** What a date or time becomes: numbers all. */
public enum DatePart {
    /** In the proleptic ISO calendar; 2024 for 2024. */
    YEAR,
    /** 1 to 12. */
    MONTH,
    /** 1 (Monday) to 7. */
    WEEKDAY,
    /** 0 to 23. */
    HOUR,
    /** Since midnight of the earliest training row's day, with their fraction. */
    DAYS
}
