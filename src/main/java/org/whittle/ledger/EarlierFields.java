package org.whittle.ledger;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.whittle.study.EarlierFormats;

/** Gives records that older formats wrote the fields that these have not, as {@link EarlierFormats} has them. */
final class EarlierFields extends BeanDeserializerModifier {

    private static final long serialVersionUID = 1L;

    /** Attribute of a reader: the format of the file, a whole number. */
    static final String FORMAT = "whittle-format";

    private static final ObjectMapper LITERALS = new ObjectMapper();

    @Override
    public JsonDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription description,
                                                  JsonDeserializer<?> deserializer) {
        String type = description.getBeanClass().getSimpleName();
        return EarlierFormats.fields().stream().anyMatch(f -> f.type().equals(type))
                ? new Completing(type, deserializer) : deserializer;
    }

    private static final class Completing extends DelegatingDeserializer {

        private static final long serialVersionUID = 1L;

        private final String type;

        Completing(String type, JsonDeserializer<?> whole) {
            super(whole);
            this.type = type;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> whole) {
            return new Completing(type, whole);
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            int format = context.getAttribute(FORMAT) instanceof Integer known ? known : EarlierFormats.FORMAT;
            Map<String, String> missing = EarlierFormats.fields(type, format);
            if (missing.isEmpty()) {
                return super.deserialize(in, context);
            }
            JsonNode tree = context.readTree(in);
            if (tree instanceof ObjectNode record) {
                missing.forEach((name, meaning) -> {
                    if (!record.has(name)) {
                        record.set(name, literal(meaning));
                    }
                });
            }
            JsonParser completed = tree.traverse(in.getCodec());
            completed.nextToken();
            return super.deserialize(completed, context);
        }

        private static JsonNode literal(String meaning) {
            try {
                return LITERALS.readTree(meaning);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Not JSON: " + meaning, e);
            }
        }
    }
}
