package org.whittle.config;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.config.space.Tunables;
import org.whittle.net.Edges;
import org.whittle.net.SeenInputs;
import org.whittle.net.Training;
import org.whittle.net.setting.Setting;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;
import org.whittle.study.DataSpec;
import org.whittle.study.InputSpec;
import org.whittle.study.SelectionSpec;
import org.whittle.study.SelectionSpec.Method;

/**
 * Reads what networks are given of a table's features, and beside them: {@code data.edges}, {@code data.selection} and
 * {@code data.groups}. Where hyperparameters choose among it, rows are prepared with all that one of them may ask for.
 */
final class InputsReader {

    private static final String GROUPS = "data.groups";
    private static final String METHOD = "data.selection.method";
    private static final String EDGES = Training.path(Edges.SETTING.key());
    private static final String TOP = Training.path(SeenInputs.TOP.key());

    private final Settings settings;
    private final SortedMap<String, List<String>> groups;

    InputsReader(Settings settings) {
        this.settings = settings;
        this.groups = groups();
    }

    /** A hyperparameter for each group: whether it is seen. */
    List<Setting<?>> switches() {
        return groups.keySet().stream().<Setting<?>>map(SeenInputs::group).toList();
    }

    /** Of a trainer's own, which knows no hyperparameters of networks. */
    InputSpec ofTrainer(DataSpec rows) {
        SortedMap<String, Object> values = new TreeMap<>();
        for (Setting<?> setting : List.of(Edges.SETTING, SeenInputs.TOP)) {
            values.put(setting.key(), settings.get(Training.path(setting.key()), Kind.of(setting)));
        }
        if (!groups.isEmpty()) {
            settings.problem(GROUPS, "data.groups are seen or not by hyperparameters of networks, and a trainer has "
                    + "its own; leave them out");
        }
        return read(rows, Optional.empty(), values);
    }

    /**
     * What rows are prepared with.
     *
     * @param space empty if something is wrong with it
     * @param training the value of every hyperparameter that is not tuned
     */
    InputSpec read(DataSpec rows, Optional<SearchSpace> space, SortedMap<String, Object> training) {
        Map<String, Parameter<?>> tuned = new HashMap<>();
        space.ifPresent(all -> all.dimensions().stream().map(Dimension::parameter)
                .forEach(parameter -> tuned.put(parameter.name(), parameter)));
        List<Edges> edges = values(Edges.SETTING, tuned, training).stream().map(each -> Edges.ofKey((String) each))
                .filter(each -> each != Edges.NONE).toList();
        int before = settings.problems();
        Method method = Method.ofKey(settings.get(METHOD, Kind.choice(Method.keys())));
        SelectionSpec selection = settings.problems() > before ? SelectionSpec.NONE
                : selection(method, tuned, training);
        if (rows.ofImages()) {
            if (method != Method.NONE) {
                settings.problem(METHOD, "data.selection is of tables, and rows are images; leave it out");
            }
            if (!groups.isEmpty()) {
                settings.problem(GROUPS, "data.groups are of tables, and rows are images; leave them out");
            }
        } else if (!edges.isEmpty()) {
            String path = tuned.containsKey(Edges.SETTING.key()) ? "space." + Edges.SETTING.key() : EDGES;
            settings.problem(path, "%s are of images, and rows are none; leave it out, or say which shape they have, "
                    .formatted(path) + "such as data.image.shape = [28, 28, 1]");
        }
        checkColumns(rows);
        return new InputSpec(edges, selection, groups);
    }

    private SelectionSpec selection(Method method, Map<String, Parameter<?>> tuned,
                                    SortedMap<String, Object> training) {
        String key = SeenInputs.TOP.key();
        boolean chosen = tuned.containsKey(key);
        String path = chosen ? "space." + key : TOP;
        List<Integer> tops = tuned.get(key) instanceof IntegerParameter range ? List.of(range.low(), range.high())
                : values(SeenInputs.TOP, tuned, training).stream().map(Integer.class::cast).toList();
        boolean all = tops.stream().allMatch(top -> top == 0);
        if (method == Method.NONE && (chosen || !all)) {
            settings.problem(path, "%s takes the best features, and data.selection.method = none ranks none; write %s"
                    .formatted(path, METHOD + " = mutual-information"));
        } else if (method != Method.NONE && all) {
            settings.problem(METHOD, "data.selection.method = %s ranks features, and all are taken; write %s = 20, or "
                    .formatted(method.key(), TOP) + "space.top = [5, 10, 20]");
        }
        // With some groups left out, the best of the others are wanted.
        boolean switched = tuned.keySet().stream().anyMatch(name -> name.startsWith(SeenInputs.GROUP));
        int most = switched || tops.contains(0) ? 0 : tops.stream().mapToInt(top -> top).max().orElse(0);
        return method == Method.NONE ? SelectionSpec.NONE : new SelectionSpec(method, most);
    }

    private static List<?> values(Setting<?> setting, Map<String, Parameter<?>> tuned,
                                  SortedMap<String, Object> training) {
        return tuned.get(setting.key()) instanceof ChoiceParameter choice ? choice.values()
                : Stream.ofNullable(training.get(setting.key())).toList();
    }

    private SortedMap<String, List<String>> groups() {
        SortedMap<String, List<String>> read = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> member : settings.group(GROUPS).map(settings::members).orElse(List.of())) {
            String path = GROUPS + "." + ConfigUtil.joinPath(member.getKey());
            if (!Tunables.isName(member.getKey())) {
                settings.problem(path, member.getValue(), ("%s is not a name that expressions can have; write letters, "
                        + "digits, underscores and hyphens between them").formatted(path));
                continue;
            }
            settings.find(path, Kind.texts()).ifPresent(columns -> {
                if (columns.isEmpty()) {
                    settings.problem(path, member.getValue(),
                            "%s holds no columns; write their names, such as [temperature, wind]".formatted(path));
                } else {
                    settings.keep(path, columns);
                    read.put(member.getKey(), columns);
                }
            });
        }
        return read;
    }

    private void checkColumns(DataSpec rows) {
        Map<String, String> owners = new HashMap<>();
        groups.forEach((name, columns) -> {
            String path = GROUPS + "." + name;
            for (String column : columns) {
                String owner = owners.putIfAbsent(column, name);
                if (owner != null) {
                    settings.problem(
                            path,
                            "%s names %s, and so does data.groups.%s; leave it out of one"
                                    .formatted(path, column, owner));
                }
                List<String> roles = new ArrayList<>();
                if (column.equals(rows.label())) {
                    roles.add("is the label");
                } else if (rows.splitColumn().filter(column::equals).isPresent()) {
                    roles.add("divides the rows");
                } else if (rows.ignore().contains(column)) {
                    roles.add("data.ignore leaves out");
                } else if (!rows.features().isEmpty() && !rows.features().contains(column)) {
                    roles.add("data.features does not name");
                }
                roles.forEach(role ->
                        settings.problem(path, "%s names %s, which %s; leave it out".formatted(path, column, role)));
            }
        });
    }
}
