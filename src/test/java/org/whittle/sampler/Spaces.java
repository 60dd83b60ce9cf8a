package org.whittle.sampler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Constraint;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

/** Search spaces of every kind, for tests of samplers. */
final class Spaces {

    private final List<Dimension> dimensions = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final List<Constraint> constraints = new ArrayList<>();

    private Spaces() {
    }

    /** The space of the digits study: continuous, logarithmic, integer, categorical and conditional parameters. */
    static SearchSpace digits() {
        return new Spaces()
                .with(integer("layers", 1, 3))
                .with(new IntegerParameter("units", 16, 128, Scale.LOG, 1))
                .with(choice("activation", "relu", "tanh", "gelu"))
                .with(real("dropout", 0, 0.5))
                .with(logReal("learning-rate", 1e-4, 1e-1))
                .with(choice("batch-size", 32, 64, 128))
                .with(choice("optimizer", "sgd", "adam", "rmsprop"))
                .when("optimizer = sgd", real("momentum", 0, 0.99))
                .with(logReal("weight-decay", 1e-6, 1e-2)).space();
    }

    /** As many units as layers, conditions under conditions, and a constraint across them. */
    static SearchSpace nested() {
        return new Spaces()
                .with(integer("layers", 1, 4))
                .when("layers >= 1", integer("units.1", 1, 64))
                .when("layers >= 2", integer("units.2", 1, 64))
                .when("layers >= 3", integer("units.3", 1, 64))
                .when("layers >= 4", integer("units.4", 1, 64))
                .with(choice("optimizer", "sgd", "adam"))
                .when("optimizer = sgd", ChoiceParameter.ofBoolean("nesterov"))
                .when("nesterov", real("momentum", 0.5, 0.99))
                .such("units.2 <= units.1").such("units.3 <= units.2").space();
    }

    /** One in some hundred points is allowed. */
    static SearchSpace narrow() {
        return new Spaces().with(real("x", 0, 1)).with(real("y", 0, 1)).such("x + y <= 0.1").space();
    }

    /** A part in 200 million of the square. */
    static SearchSpace rare() {
        return new Spaces().with(real("x", 0, 1)).with(real("y", 0, 1)).such("x + y < 0.0001").space();
    }

    /** One of ten thousand million. */
    static SearchSpace finiteRare() {
        return new Spaces().with(integer("x", 1, 100_000)).with(integer("y", 1, 100_000)).such("x + y = 2").space();
    }

    static SearchSpace continuous() {
        return new Spaces().with(real("x", -5, 10)).with(real("y", 0, 15)).with(real("z", 0, 1)).space();
    }

    /** 2 × (1 + 3) + 1 = 9 configurations, of which the constraint leaves 7. */
    static SearchSpace finiteConditional() {
        return new Spaces()
                .with(choice("a", "p", "q", "r"))
                .when("a in [p, q]", ChoiceParameter.ofBoolean("b"))
                .when("b", integer("c", 1, 3))
                .such("not (a = q and c > 1)").space();
    }

    /** 11 steps and 8 integers whose sizes differ much. */
    static SearchSpace finiteSteps() {
        return new Spaces()
                .with(new RealParameter("dropout", 0, 1, Scale.LINEAR, OptionalDouble.of(0.1)))
                .with(new IntegerParameter("units", 1, 8, Scale.LOG, 1)).space();
    }

    /** 10,000 configurations of which 4 are allowed. */
    static SearchSpace finiteNarrow() {
        return new Spaces().with(integer("x", 0, 99)).with(integer("y", 0, 99))
                .such("x * 100 + y >= 7398").such("x * 100 + y <= 7401").space();
    }

    static SearchSpace singleton() {
        return new Spaces().with(choice("optimizer", "adam")).with(integer("layers", 2, 2)).space();
    }

    static SearchSpace impossible() {
        return new Spaces().with(integer("x", 0, 9)).with(real("y", 0, 1)).such("x > 10").space();
    }

    static SearchSpace finiteImpossible() {
        return new Spaces().with(integer("x", 0, 9)).with(integer("y", 0, 9)).such("x > y + 10").space();
    }

    static ChoiceParameter choice(String name, Object... values) {
        return new ChoiceParameter(name, List.of(values));
    }

    static IntegerParameter integer(String name, int low, int high) {
        return new IntegerParameter(name, low, high, Scale.LINEAR, 1);
    }

    static RealParameter real(String name, double low, double high) {
        return new RealParameter(name, low, high, Scale.LINEAR, OptionalDouble.empty());
    }

    static RealParameter logReal(String name, double low, double high) {
        return new RealParameter(name, low, high, Scale.LOG, OptionalDouble.empty());
    }

    private Spaces with(Parameter<?> parameter) {
        names.add(parameter.name());
        dimensions.add(Dimension.always(parameter));
        return this;
    }

    private Spaces when(String condition, Parameter<?> parameter) {
        dimensions.add(Dimension.when(parameter, Expression.parse(condition, names)));
        names.add(parameter.name());
        return this;
    }

    private Spaces such(String constraint) {
        constraints.add(new Constraint(Expression.parse(constraint, names)));
        return this;
    }

    private SearchSpace space() {
        return new SearchSpace(dimensions, constraints);
    }
}
