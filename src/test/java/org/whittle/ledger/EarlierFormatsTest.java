package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.whittle.study.EarlierFormats;

/** The table of what missing fields mean names fields that there are. */
class EarlierFormatsTest {

    private final Map<String, Class<?>> records = new HashMap<>();

    @Test
    void everyLineNamesAFieldThatIsWritten() throws Exception {
        Arrays.stream(HadoopLedger.class.getDeclaredClasses()).forEach(this::collect);
        Arrays.stream(HadoopOutcomeStore.class.getDeclaredClasses()).forEach(this::collect);
        Arrays.stream(StudyLock.class.getDeclaredClasses()).forEach(this::collect);
        collect(StudyRecord.class);
        assertThat(records).containsKeys("RungFinished", "Completed", "Execution", "RungPlan", "Estimate");
        for (EarlierFormats.Field field : EarlierFormats.fields()) {
            assertThat(records).as(field.toString()).containsKey(field.type());
            assertThat(Arrays.stream(records.get(field.type()).getRecordComponents()).map(RecordComponent::getName))
                    .as(field.toString()).contains(field.name());
            assertThat(field.since()).as(field.toString()).isBetween(2, EarlierFormats.FORMAT);
            assertThat(new ObjectMapper().readTree(field.meaning()).isMissingNode()).as(field.toString()).isFalse();
        }
    }

    /** The type and all records that it is made of. */
    private void collect(Type type) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(this::collect);
        } else if (type instanceof Class<?> known && known.getName().startsWith("org.whittle.")) {
            if (known.isSealed()) {
                List.of(known.getPermittedSubclasses()).forEach(this::collect);
            } else if (known.isRecord() && records.put(known.getSimpleName(), known) == null) {
                Stream.of(known.getRecordComponents()).forEach(c -> collect(c.getGenericType()));
            } else if (known.isRecord()) {
                assertThat(records.get(known.getSimpleName())).as("two records of one name").isEqualTo(known);
            }
        }
    }
}
