package org.whittle.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.SortedMap;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent;
import org.whittle.work.TrialOutcome;

/**
 * The JSON of the study directory.
 *
 * <p>What is written is decided here, not by the classes' names: every sealed type carries a {@code type} from the
 * lists below, and records are objects of their components. A number is written so that it is read back to the same
 * bits; {@code NaN} and the infinities are the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}. How
 * formats evolve is said in this package's documentation.
 */
final class LedgerJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addMixIn(LedgerEvent.class, Events.class)
            .addMixIn(TrialOutcome.class, Outcomes.class)
            .addMixIn(TrialId.class, Id.class)
            .addMixIn(Configuration.class, Values.class)
            .addModule(new SimpleModule().addSerializer(new InstantText())
                    .addDeserializer(Instant.class, new TextInstant()).setDeserializerModifier(new EarlierFields()))
            .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addHandler(new LaterTypes())
            .build();

    /** Attribute of a reader: whether the file is of a later minor version than this release knows. */
    private static final String LATER = "whittle-later";

    private LedgerJson() {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = LedgerEvent.StudyOpened.class, name = "study-opened"),
        @JsonSubTypes.Type(value = LedgerEvent.StudyResumed.class, name = "study-resumed"),
        @JsonSubTypes.Type(value = LedgerEvent.BracketOpened.class, name = "bracket-opened"),
        @JsonSubTypes.Type(value = LedgerEvent.RungFinished.class, name = "rung-finished"),
        @JsonSubTypes.Type(value = LedgerEvent.TrialsCopied.class, name = "trials-copied"),
        @JsonSubTypes.Type(value = LedgerEvent.FinalistsEntered.class, name = "finalists-entered"),
        @JsonSubTypes.Type(value = LedgerEvent.TrainedAgain.class, name = "trained-again"),
        @JsonSubTypes.Type(value = LedgerEvent.TimeSpent.class, name = "time-spent"),
        @JsonSubTypes.Type(value = LedgerEvent.SearchEnded.class, name = "search-ended"),
        @JsonSubTypes.Type(value = LedgerEvent.WinnerSelected.class, name = "winner-selected"),
        @JsonSubTypes.Type(value = LedgerEvent.CheapestTaken.class, name = "cheapest-taken"),
        @JsonSubTypes.Type(value = LedgerEvent.RulesFitted.class, name = "rules-fitted"),
        @JsonSubTypes.Type(value = LedgerEvent.RefitRejected.class, name = "refit-rejected"),
        @JsonSubTypes.Type(value = LedgerEvent.Refitted.class, name = "refitted"),
        @JsonSubTypes.Type(value = LedgerEvent.LockBoxOpened.class, name = "lock-box-opened"),
        @JsonSubTypes.Type(value = LedgerEvent.Tested.class, name = "tested"),
        @JsonSubTypes.Type(value = LedgerEvent.StudyFinished.class, name = "study-finished"),
    })
    private interface Events {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TrialOutcome.Completed.class, name = "completed"),
        @JsonSubTypes.Type(value = TrialOutcome.Diverged.class, name = "diverged"),
        @JsonSubTypes.Type(value = TrialOutcome.Failed.class, name = "failed"),
    })
    private interface Outcomes {
    }

    /** A trial id is its number. */
    private abstract static class Id {
        @JsonCreator
        @SuppressWarnings("UnusedVariable") // only told to Jackson
        Id(int value) {
        }

        @JsonValue
        abstract int value();
    }

    /** A configuration is an object of its values; text, boolean, whole and real numbers keep their types in JSON. */
    private abstract static class Values {
        @JsonCreator
        @SuppressWarnings("UnusedVariable") // only told to Jackson
        Values(SortedMap<String, Object> values) {
        }

        @JsonValue
        abstract SortedMap<String, Object> values();
    }

    private static final class InstantText extends StdScalarSerializer<Instant> {
        InstantText() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class TextInstant extends StdScalarDeserializer<Instant> {
        TextInstant() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getValueAsString();
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, text,
                        "not a time such as 2026-01-31T12:00:00Z");
            }
        }
    }

    /** What a later minor version may add is left out: nothing that this release does depends on it. */
    private static final class LaterTypes extends DeserializationProblemHandler {
        @Override
        public JavaType handleUnknownTypeId(DeserializationContext context, JavaType base, String id,
                                            TypeIdResolver resolver, String failure) {
            return Boolean.TRUE.equals(context.getAttribute(LATER)) ? context.constructType(Void.class) : null;
        }
    }

    /** One line, UTF-8. */
    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Not to be written as JSON: " + value, e);
        }
    }

    /** Indented, for files that people open. */
    static byte[] writePretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Not to be written as JSON: " + value, e);
        }
    }

    /**
     * Reads a file that says which format it has.
     *
     * @param newest format that this release knows
     * @param file where the content comes from, for errors
     * @throws InvalidInputException if the content is of a newer format, was changed, or is not a T
     */
    static <T> T readVersioned(byte[] content, Class<T> type, int newest, String file) {
        JsonNode tree = tree(content, file);
        int format = version(tree, "format", EarlierFormats.FIRST, file);
        if (format > newest) {
            throw new InvalidInputException("%s has format %d; this release of Whittle reads up to %d. Use a newer one."
                    .formatted(file, format, newest));
        }
        if (format >= SealedJson.SINCE) {
            SealedJson.requireIntact(content, file);
        } else if (tree.has(SealedJson.SUM)) {
            throw SealedJson.changed(file);
        }
        return read(content, MAPPER.readerFor(type).withAttribute(EarlierFields.FORMAT, format)
                .withAttribute(LATER, version(tree, "minor", 0, file) > 0), file);
    }

    /**
     * @param file where the content comes from, for errors
     * @throws InvalidInputException if the content is not a T
     */
    static <T> T read(byte[] content, Class<T> type, String file) {
        return read(content, MAPPER.readerFor(type), file);
    }

    private static JsonNode tree(byte[] content, String file) {
        return read(content, MAPPER.readerFor(JsonNode.class), file);
    }

    private static int version(JsonNode file, String field, int otherwise, String name) {
        JsonNode number = file.path(field);
        if (number.isMissingNode()) {
            return otherwise;
        }
        if (!number.isInt() || number.intValue() < otherwise) {
            throw new DamagedFileException("%s is damaged: its %s is %s.".formatted(name, field, number));
        }
        return number.intValue();
    }

    private static <T> T read(byte[] content, ObjectReader reader, String file) {
        try {
            T value = reader.readValue(content);
            if (value == null) {
                throw new DamagedFileException("%s is damaged: it holds nothing.".formatted(file));
            }
            return value;
        } catch (InvalidTypeIdException e) {
            throw new InvalidInputException(("%s holds '%s', which this release of Whittle does not know. "
                    + "It was probably written by a newer release: use that one.").formatted(file, e.getTypeId()));
        } catch (JacksonException e) {
            throw new DamagedFileException("%s is damaged: %s (line %d, column %d).".formatted(file,
                    oneLine(e.getOriginalMessage()), e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                    e.getLocation() == null ? 1 : e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory cannot fail", e);
        }
    }

    /** What a damaged file makes the parser say may hold anything. */
    private static String oneLine(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
