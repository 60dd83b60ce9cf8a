package org.whittle.score.step;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.whittle.net.LearningTask;

/**
 * How the JSON of {@code data/} is written and read. A file names kinds out of the lists below, never a class; fields
 * that are unknown are left alone; nesting, texts and numbers are as long as Jackson's own limits allow.
 */
public final class DataJson {

    /** Reads and writes the files; not to be configured anew. */
    public static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addMixIn(LearningTask.class, TaskByKind.class).addMixIn(Step.class, StepByName.class);

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = LearningTask.Classification.class, name = "classification"),
            @JsonSubTypes.Type(value = LearningTask.Regression.class, name = "regression")})
    private interface TaskByKind {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
    @JsonSubTypes({@JsonSubTypes.Type(value = Step.Numbers.class, name = "numbers"),
            @JsonSubTypes.Type(value = Step.Vectors.class, name = "vectors"),
            @JsonSubTypes.Type(value = Step.Pixels.class, name = "pixels"),
            @JsonSubTypes.Type(value = Step.Booleans.class, name = "booleans"),
            @JsonSubTypes.Type(value = Step.Missing.class, name = "missing"),
            @JsonSubTypes.Type(value = Step.OneHot.class, name = "one-hot")})
    private interface StepByName {
    }

    private DataJson() {
    }
}
