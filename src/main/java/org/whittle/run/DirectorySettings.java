package org.whittle.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.whittle.study.DataFormat;

/**
 * What {@code predict} takes of the settings that a study directory holds. A study file is its user's own; a directory
 * may have been written by somebody else, and Spark loads classes and jars that some settings name. So a directory
 * brings only settings that are known to be plain sizes and switches, and options of the readers that come with Spark.
 *
 * @param spark settings by Spark's names
 * @param options of Spark's reader, for tables of {@code format}
 * @param format of the study's own table; empty if it is none that comes with Spark
 * @param left full names of what was not taken
 */
record DirectorySettings(SortedMap<String, String> spark, SortedMap<String, String> options, String format,
                         List<String> left) {

    private static final Pattern PLAIN_SETTING = Pattern.compile("spark\\.("
            + "(driver|executor)\\.(memory|cores|memoryOverhead|memoryOverheadFactor)|executor\\.instances"
            + "|cores\\.max|task\\.cpus"
            + "|driver\\.maxResultSize|default\\.parallelism|network\\.timeout|ui\\.(enabled|port)"
            + "|memory\\.(fraction|storageFraction)|dynamicAllocation\\.(enabled|minExecutors|maxExecutors"
            + "|initialExecutors)"
            + "|sql\\.(caseSensitive|session\\.timeZone|shuffle\\.partitions|adaptive\\.enabled"
            + "|legacy\\.timeParserPolicy"
            + "|files\\.(maxPartitionBytes|minPartitionNum|ignoreCorruptFiles|ignoreMissingFiles))"
            + "|hadoop\\.fs\\.s3a\\.(endpoint\\.region|path\\.style\\.access|connection\\.(maximum|ssl\\.enabled)))");
    private static final Pattern LOCAL = Pattern.compile("local(\\[[0-9*]{1,4}])?");
    private static final Pattern PLAIN_VALUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./+:-]{0,63}");
    /** Hadoop, which is given the options too, has its names of classes in settings with points. */
    private static final Pattern PLAIN_OPTION = Pattern.compile("[A-Za-z]+");

    static DirectorySettings of(Map<String, String> spark, String format, Map<String, String> options) {
        List<String> left = new ArrayList<>();
        SortedMap<String, String> settings = new TreeMap<>();
        new TreeMap<>(spark).forEach((name, value) -> {
            if (PLAIN_SETTING.matcher(name).matches() && PLAIN_VALUE.matcher(value).matches()
                    || name.equals("spark.master") && LOCAL.matcher(value).matches()) {
                settings.put(name, value);
            } else {
                left.add(name);
            }
        });
        boolean known = DataFormat.ofKey(format).filter(DataFormat::ofSpark).isPresent();
        SortedMap<String, String> plain = new TreeMap<>();
        new TreeMap<>(options).forEach((name, value) -> {
            if (known && PLAIN_OPTION.matcher(name).matches()) {
                plain.put(name, value);
            } else {
                left.add("data.options." + name);
            }
        });
        return new DirectorySettings(settings, plain, known ? format : "", List.copyOf(left));
    }
}
