package org.whittle.report;
public class StudyPage { public static void write(Object... a) {} }
