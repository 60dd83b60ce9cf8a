package org.whittle.train.descent;

import java.util.Arrays;

/**
 * Which optimizer, with the hyperparameters of all of them; each reads its own.
 *
 * @param momentum of sgd, μ
 * @param nesterov of sgd; without effect if momentum is 0
 * @param beta1 of adam and adamw, β₁
 * @param beta2 of adam and adamw, β₂
 * @param rho smoothing of rmsprop ({@code alpha} in PyTorch)
 * @param epsilon of all but sgd, added to the root
 * @param weightDecay λ: decoupled from the gradient in adamw, else added to it as λw
 * @param clipNorm largest 2-norm of the whole gradient, before weight decay; 0 for no limit
 */
public record OptimizerSettings(Kind kind, double momentum, boolean nesterov, double beta1, double beta2, double rho,
                         double epsilon, double weightDecay, double clipNorm) {

    public enum Kind {
        SGD, ADAM, ADAMW, RMSPROP, ADAGRAD;

        public static Kind ofKey(String key) {
            return Arrays.stream(values()).filter(k -> k.name().equalsIgnoreCase(key)).findFirst().orElseThrow();
        }
    }

    /** A fresh optimizer for so many parameters. */
    public Optimizer create(int size) {
        return switch (kind) {
            case SGD -> new Optimizer.Sgd(this, size);
            case ADAM, ADAMW -> new Optimizer.Adam(this, size);
            case RMSPROP -> new Optimizer.RmsProp(this, size);
            case ADAGRAD -> new Optimizer.Adagrad(this, size);
        };
    }
}
