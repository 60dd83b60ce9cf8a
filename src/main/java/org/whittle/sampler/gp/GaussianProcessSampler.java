package org.whittle.sampler.gp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.gp.Acquisition.Scored;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.trial.Direction;
import org.whittle.trial.History;
import org.whittle.trial.Observation;

/**
 * Gaussian-process Bayesian optimisation.
 */
public final class GaussianProcessSampler implements Sampler {

    static final int FIT = Integer.getInteger("gp.fit", 160);
    static final int MODEL = Integer.getInteger("gp.model", 450);
    static final int POOL = Integer.getInteger("gp.pool", 512);
    static final int ITER = Integer.getInteger("gp.iter", 40);
    static final int STARTS = Integer.getInteger("gp.starts", 2);
    static final int DESIGN = Integer.getInteger("gp.design", 8);

    @Override
    public String name() {
        return "gp";
    }

    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        RandomStream stream = random.child("gp").child(told.proposed().size());
        Set<Configuration> known = new HashSet<>(told.proposed());
        List<Configuration> picked = new ArrayList<>();
        long trials = told.observations().stream().map(Observation::trial).distinct().count();
        if (trials >= DESIGN) {
            propose(space, told, count, stream, known, picked);
        }
        RandomStream fill = stream.child("design");
        for (int tries = 0; picked.size() < count && tries < 100 * count + 1000; tries++) {
            Configuration c = space.decode(fill.doubles(space.dimensions().size()).toArray());
            if (space.satisfiesConstraints(c) && known.add(c)) {
                picked.add(c);
            }
        }
        return picked;
    }

    private void propose(SearchSpace space, History told, int count, RandomStream random, Set<Configuration> known,
                         List<Configuration> picked) {
        double sign = told.objective().direction() == Direction.MAXIMIZE ? 1 : -1;
        List<Observation> seen = told.observations().stream().filter(o -> space.admits(o.configuration())).toList();
        int max = seen.stream().mapToInt(Observation::epochs).max().orElse(1);
        long budgets = seen.stream().mapToInt(Observation::epochs).distinct().count();
        int n = seen.size();
        double[][] x = new double[n][];
        int[] epochs = seen.stream().mapToInt(Observation::epochs).distinct().sorted().toArray();
        double[] levels = java.util.Arrays.stream(epochs).mapToDouble(e -> max == 1 ? 1 : StrictMath.log(e) / StrictMath.log(max)).toArray();
        int[] t = new int[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            Observation o = seen.get(i);
            x[i] = space.encode(o.configuration());
            t[i] = java.util.Arrays.binarySearch(epochs, o.epochs());
            y[i] = sign * o.value();
        }
        Data all = new Data(x, t, levels, OutputWarp.warp(y));
        Geometry geometry = new Geometry(space);
        KernelShape shape = KernelShape.of(geometry, budgets > 1);
        Prior prior = new Prior(shape);
        Data fit = all.size() <= FIT ? all : subset(all, FIT, random.child("fit"));
        Data data = all.size() <= MODEL ? all : subset(all, MODEL, random.child("model"));
        double[] theta = Lbfgs.minimize(new Evidence(shape, prior, fit), prior.mode(), prior.lower(), prior.upper(), ITER, 1e-3).x();
        if (Boolean.getBoolean("gp.debug")) {
            StringBuilder b = new StringBuilder("n=" + n + " theta");
            for (double v : theta) b.append(String.format(" %.3g", StrictMath.exp(v)));
            System.err.println(b);
        }
        Set<Configuration> observed = new HashSet<>();
        seen.forEach(o -> observed.add(o.configuration()));
        List<Configuration> pending = told.proposed().stream().filter(c -> !observed.contains(c) && space.admits(c)).toList();
        Model model = new Model(new Kernel(shape, theta), data, count + pending.size());
        InputWarp warp = model.kernel().warp();
        double incumbent = Double.NEGATIVE_INFINITY;
        TreeMap<Double, double[]> best = new TreeMap<>(Comparator.reverseOrder());
        for (int i = 0; i < model.observed(); i++) {
            double mean = model.mean(model.covariances(model.point(i)));
            incumbent = Math.max(incumbent, mean);
            best.put(mean, model.point(i));
        }
        for (Configuration c : pending) {
            model.believe(warp.warp(space.encode(c)));
        }
        List<Candidate> candidates = new ArrayList<>();
        RandomStream draw = random.child("pool");
        int dims = space.dimensions().size();
        for (int i = 0; i < POOL / 2; i++) {
            double[] u = draw.doubles(dims).toArray();
            add(candidates, space, warp, i % 2 == 0 ? u : warp.unwarp(u));
        }
        List<double[]> tops = best.values().stream().limit(8).toList();
        for (int i = 0; i < POOL / 2; i++) {
            double[] top = tops.get(i % tops.size());
            double[] u = new double[dims];
            double scale = StrictMath.exp(StrictMath.log(0.01) + draw.nextDouble() * StrictMath.log(30));
            int force = draw.nextInt(dims);
            for (int d = 0; d < dims; d++) {
                boolean move = d == force || draw.nextDouble() < 0.5;
                if (Double.isNaN(top[d])) {
                    u[d] = draw.nextDouble();
                } else if (geometry.isChoice(d)) {
                    u[d] = move && draw.nextDouble() < 0.3 ? draw.nextDouble() : top[d];
                } else {
                    double v = move ? top[d] + scale * draw.nextGaussian() : top[d];
                    u[d] = Math.min(1, Math.max(0, v));
                }
            }
            add(candidates, space, warp, warp.unwarp(u));
        }
        CandidatePool pool = new CandidatePool(model, candidates, count);
        for (int k = 0; k < count; k++) {
            Acquisition acquisition = new Acquisition(space, model, incumbent);
            double[] scores = new double[pool.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = known.contains(pool.candidate(i).configuration()) ? Double.NEGATIVE_INFINITY
                        : acquisition.score(pool.mean(i), pool.variance(i));
            }
            List<Scored> found = new ArrayList<>();
            boolean[] used = new boolean[scores.length];
            for (int s = 0; s < STARTS; s++) {
                int at = -1;
                for (int i = 0; i < scores.length; i++) {
                    if (!used[i] && (at < 0 || scores[i] > scores[at])) {
                        at = i;
                    }
                }
                if (at >= 0 && scores[at] > Double.NEGATIVE_INFINITY) {
                    used[at] = true;
                    found.add(new Scored(pool.candidate(at), scores[at]));
                    acquisition.climb(pool.candidate(at), random.child("climb").child(k).child(s), found);
                }
            }
            Scored choice = null;
            for (Scored s : found) {
                if (!known.contains(s.candidate().configuration()) && s.score() > Double.NEGATIVE_INFINITY && (choice == null || s.score() > choice.score())) {
                    choice = s;
                }
            }
            if (choice == null) {
                return;
            }
            known.add(choice.candidate().configuration());
            picked.add(choice.candidate().configuration());
            pool.believe(model, choice.candidate().point());
            incumbent = Math.max(incumbent, model.mean(model.covariances(choice.candidate().point())));
        }
    }

    private static void add(List<Candidate> candidates, SearchSpace space, InputWarp warp, double[] unit) {
        Candidate c = Candidate.at(space, warp, unit);
        if (space.satisfiesConstraints(c.configuration())) {
            candidates.add(c);
        }
    }

    private static Data subset(Data all, int size, RandomStream random) {
        // TEMP: best half by y, random rest
        Integer[] order = new Integer[all.size()];
        java.util.Arrays.setAll(order, i -> i);
        java.util.Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -all.y()[i] - (all.level()[i] == all.budgets().length - 1 ? 1 : 0)));
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < size / 2; i++) chosen.add(order[i]);
        int[] rest = random.permutation(all.size() - size / 2);
        for (int i = 0; i < size - size / 2; i++) chosen.add(order[size / 2 + rest[i]]);
        return all.rows(chosen.stream().mapToInt(i -> i).toArray());
    }
}
