package org.whittle.sampler;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.whittle.net.Training;
import org.whittle.net.optimizer.Sgd;
import org.whittle.net.setting.Setting;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.SearchSpace;

/**
 * <em>Explore</em> of population based training (Jaderberg et al. 2017, section 3.2 and appendix A): what a copy of a
 * trial is trained with.
 *
 * <p>Each parameter that may change is multiplied by 0.8 or 1.2, either as likely as the other, and kept inside its
 * domain; or, with probability 0.25, drawn anew. Changeable is what a network and its optimizer can take on in the
 * midst of training ({@link Setting#mayChange}). The rest is inherited, because weights and optimizer state belong to
 * it (the network's shape, the kind of optimizer) or because it describes the whole of a training (batch size,
 * schedule, patience).
 */
public final class Exploration {

    private static final double RESAMPLE = 0.25;
    private static final double DOWN = 0.8;
    private static final double UP = 1.2;
    /** Draws before constraints that forbid nearly everything are given in to. */
    private static final int PATIENCE = 100;

    private Exploration() {
    }

    /**
     * The parameters of a space that explore changes: numbers of a range, of settings that
     * {@linkplain Setting#mayChange may change}.
     */
    public static List<Parameter<?>> parameters(SearchSpace space) {
        return space.dimensions().stream().filter(d -> d.mayChange()
                        .orElseGet(() -> Training.ofKey(d.name()).filter(Setting::mayChange).isPresent()))
                .<Parameter<?>>map(d -> d.parameter())
                .filter(p -> p instanceof RealParameter || p instanceof IntegerParameter).toList();
    }

    /**
     * A changed configuration with the same active parameters, which the space admits; the parent's own if a long
     * search finds none.
     *
     * @param random the copy's own stream
     */
    public static Configuration explore(SearchSpace space, Configuration parent, RandomStream random) {
        List<Parameter<?>> changing = parameters(space).stream()
                .filter(p -> parent.value(p.name()).isPresent()).toList();
        for (int draw = 0; draw < PATIENCE; draw++) {
            Map<String, Object> values = new TreeMap<>(parent.values());
            changing.forEach(p -> values.put(p.name(), change(p, parent.value(p.name()).orElseThrow(), random)));
            Configuration child = Configuration.of(values);
            if (keepsState(parent, child) && space.admits(child)) {
                return child;
            }
        }
        return parent;
    }

    private static Object change(Parameter<?> parameter, Object value, RandomStream random) {
        boolean anew = random.nextDouble() < RESAMPLE;
        double unit = random.nextDouble();
        if (anew) {
            return parameter.fromUnit(unit);
        }
        double moved = ((Number) value).doubleValue() * (unit < 0.5 ? DOWN : UP);
        if (parameter instanceof RealParameter real) {
            double inside = Math.min(real.high(), Math.max(real.low(), moved));
            return real.step().isPresent() ? real.fromUnit(Math.min(1, real.toUnit(inside))) : inside;
        }
        IntegerParameter whole = (IntegerParameter) parameter;
        return whole.fromUnit(whole.toUnit((int) Math.min(whole.high(), Math.max(whole.low(), Math.rint(moved)))));
    }

    // Without momentum, sgd has no buffer that momentum could go on with.
    private static boolean keepsState(Configuration parent, Configuration child) {
        String momentum = Sgd.MOMENTUM.key();
        return parent.value(momentum).map(Exploration::isZero).equals(child.value(momentum).map(Exploration::isZero));
    }

    private static boolean isZero(Object value) {
        return value instanceof Number number && number.doubleValue() == 0;
    }
}
