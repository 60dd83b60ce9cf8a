package org.whittle.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.whittle.run.InputCheck;
import org.whittle.study.InputProblem;

/** What {@code validate --json} prints. */
final class FindingsJson {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private FindingsJson() {
    }

    /** All that was found as JSON: what is not known of something is null. */
    static String of(InputCheck check) {
        List<Map<String, Object>> all = new ArrayList<>();
        check.problems().forEach(problem -> all.add(fields(problem, true)));
        check.notes().forEach(note -> all.add(fields(note, false)));
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> fields(InputProblem problem, boolean refused) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", orNull(problem.file()));
        fields.put("line", problem.line() == 0 ? null : problem.line());
        fields.put("column", orNull(problem.column()));
        fields.put("row", problem.row() == 0 ? null : problem.row());
        fields.put("setting", orNull(problem.setting()));
        fields.put("problem", problem.text());
        fields.put("write", orNull(problem.write()));
        fields.put("refused", refused);
        return fields;
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
