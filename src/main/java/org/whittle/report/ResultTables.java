package org.whittle.report;
public class ResultTables { public static void write(Object... a) {} }
