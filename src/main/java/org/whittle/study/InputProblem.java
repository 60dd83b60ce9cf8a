package org.whittle.study;

import java.io.Serializable;

/**
 * One thing that is wrong with a study file or its table, or that their owner should know.
 *
 * @param text a line for people: where, what is wrong, what to write instead
 * @param file that it is in, as the user named it; empty if it is in no file
 * @param line of the file, from 1; 0 if none is to blame
 * @param column of the table; empty if none is to blame
 * @param row of the table, from 1: the line of a CSV file; 0 if none is to blame
 * @param setting of the study file that it has to do with, as its path; empty if none has
 * @param write the line that mends it when it is appended to the study file; empty if no line does
 */
public record InputProblem(String text, String file, int line, String column, long row, String setting, String write)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Something of which no more is known than its line for people. */
    public static InputProblem of(String text) {
        return new InputProblem(text, "", 0, "", 0, "", "");
    }

    /** In a file's line. */
    public InputProblem in(String place, int number) {
        return new InputProblem(text, place, number, column, row, setting, write);
    }

    /** In a table's column and, unless 0, row. */
    public InputProblem at(String name, long number) {
        return new InputProblem(text, file, line, name, number, setting, write);
    }

    /** With the setting that it has to do with, and the line that mends it, if there is one. */
    public InputProblem mendedBy(String path, String remedy) {
        return new InputProblem(text, file, line, column, row, path, remedy);
    }
}
