package org.whittle.train;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.whittle.net.rate.LearningRate;
import org.whittle.net.setting.Values;

/** The numbers that reference.py made with PyTorch in double precision. */
final class Reference {

    /** 50 steps of an optimizer under a schedule: five steps an epoch, twelve epochs. */
    static final class OptimizerCase {
        String name;
        String optimizer;
        String schedule;
        int warmupSteps;
        double clipNorm;
        double learningRate;
        double momentum;
        boolean nesterov;
        double beta1;
        double beta2;
        double rho;
        double epsilon;
        double weightDecay;
        double rise;
        int growth;
        double[] rates;
        /** After every tenth step. */
        double[][] weights;

        private Values values() {
            return new Values(new TreeMap<>(Map.ofEntries(
                    Map.entry("optimizer", optimizer),
                    Map.entry("momentum", momentum),
                    Map.entry("nesterov", nesterov),
                    Map.entry("beta1", beta1),
                    Map.entry("beta2", beta2),
                    Map.entry("rho", rho),
                    Map.entry("epsilon", epsilon),
                    Map.entry("weight-decay", weightDecay),
                    Map.entry("clip-norm", clipNorm),
                    Map.entry("schedule", schedule),
                    Map.entry("learning-rate", learningRate),
                    Map.entry("warmup-epochs", warmupSteps / 5.0),
                    Map.entry("step-epochs", 3.0),
                    Map.entry("decay", 0.6),
                    Map.entry("final-fraction", 0.05),
                    Map.entry("rise-fraction", rise),
                    Map.entry("restart-factor", growth))));
        }

        PlainOptimizer optimizer(int size) {
            return new PlainOptimizer(values(), size);
        }

        LearningRate learningRates() {
            return new LearningRate(values(), 12);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A forward and a backward pass, then inference. */
    static final class NetworkCase {
        String name;
        int[] sizes;
        String activation;
        boolean normalize;
        String lossName;
        double smoothing;
        double delta;
        float[] parameters;
        double[] rows;
        float[] targets;
        double[][] masks;
        double loss;
        double[] gradient;
        double[] statistics;
        double[] inferred;
        double inferredLoss;

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class File {
        List<OptimizerCase> optimizers;
        List<NetworkCase> networks;
    }

    private static final File FILE = read();

    private Reference() {
    }

    static List<OptimizerCase> optimizers() {
        return FILE.optimizers;
    }

    static List<NetworkCase> networks() {
        return FILE.networks;
    }

    private static File read() {
        try (Reader reader = new InputStreamReader(Reference.class.getResourceAsStream("reference.json"),
                StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, File.class);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
