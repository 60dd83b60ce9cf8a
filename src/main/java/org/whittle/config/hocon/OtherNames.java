package org.whittle.config.hocon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What things are called elsewhere: in papers, in scikit-learn, PyTorch, Keras, Optuna, Ray Tune, NNI and SMAC. They
 * are not understood, but what is meant by them is proposed. Hyphens, underscores, blanks and letter case do not count.
 */
public final class OtherNames {

    private static final Map<String, List<String>> OURS = new HashMap<>();

    static {
        // Hyperparameters.
        add(
                "learning-rate",
                "lr",
                "eta0",
                "alpha",
                "learning rate init",
                "step size",
                "initial learning rate",
                "max lr");
        add("batch-size", "bs", "batch", "mini batch size", "minibatch", "per device train batch size");
        add("weight-decay", "wd", "l2", "lambda", "reg lambda", "l2 regularization", "l2 reg", "kernel regularizer");
        add("layers", "num layers", "n layers", "depth", "hidden layers", "num hidden layers", "n hidden layers");
        add("units", "hidden size", "hidden units", "hidden dim", "width", "neurons", "n units", "num units",
                "hidden layer sizes", "hidden");
        add("dropout", "dropout rate", "dropout prob", "p dropout", "drop rate", "keep prob");
        add("batch-normalization", "bn", "batch norm", "use bn", "batchnorm");
        add("normalization", "norm", "norm layer", "normalisation", "normalization layer");
        add("filters", "out channels", "channels", "num filters", "n filters", "conv filters");
        add("kernel-size", "kernel", "filter size", "kernels");
        add("conv-layers", "num conv layers", "n conv layers", "conv blocks", "convolutions");
        add("pooling", "pool", "pool type", "pooling type");
        add("dense-layers", "fc layers", "num dense layers", "n dense layers");
        add("residual", "skip connections", "shortcut", "shortcuts");
        add("initialization", "init", "weight init", "initializer", "kernel initializer");
        add("activation", "act", "nonlinearity", "activation function", "act fn");
        add("optimizer", "solver", "opt", "optim", "optimiser");
        add(
                "schedule",
                "lr schedule",
                "lr scheduler",
                "learning rate schedule",
                "learning rate decay",
                "decay schedule");
        add("warmup-epochs", "warmup", "warmup steps", "num warmup steps", "warmup ratio");
        add("clip-norm", "grad clip", "gradient clipping", "max grad norm", "clipnorm", "clip", "gradient clip val");
        add("label-smoothing", "smoothing", "label smooth");
        add("patience", "early stopping", "early stopping rounds", "n iter no change", "early stopping patience");
        add("min-delta", "tol", "tolerance", "min improvement");
        add("beta1", "b1", "adam beta1", "beta 1");
        add("beta2", "b2", "adam beta2", "beta 2");
        add("epsilon", "eps", "adam epsilon");
        add("momentum", "mom", "sgd momentum");
        add("nesterov", "nesterovs momentum", "use nesterov");
        add("decay", "gamma", "decay rate", "lr decay", "lr gamma");
        add("step-epochs", "step lr", "decay steps", "lr step size");
        add("class-weights", "class weight", "class weights", "pos weight", "scale pos weight");
        add("focal-gamma", "gamma", "focusing parameter");
        add("loss", "criterion", "loss function", "objective function", "loss fn");
        // Metrics.
        add("macro-f1", "f1", "f1 score", "f measure", "f score", "f1 macro", "fscore");
        add("weighted-f1", "f1 weighted");
        add("accuracy", "acc", "val acc", "val accuracy", "balanced accuracy");
        add("roc-auc", "auc", "auroc", "roc auc score", "area under roc", "au roc");
        add("log-loss", "logloss", "cross entropy loss", "nll", "neg log loss", "bce", "categorical crossentropy");
        add("rmse", "mse", "root mean squared error", "mean squared error", "neg mean squared error", "l2 loss");
        add("mae", "l1", "mean absolute error", "neg mean absolute error", "l1 loss");
        add("r2", "r squared", "r2 score", "coefficient of determination");
        add("top-k-accuracy", "top k", "top5", "top 5 accuracy", "topk");
        add("validation-loss", "val loss", "valid loss", "eval loss", "loss val");
        add("train-loss", "training loss");
        // Schedulers and samplers.
        add("successive-halving", "sha", "successive halving pruner");
        add("asha", "async successive halving", "asynchronous successive halving", "async sha");
        add("async-hyperband", "asynchronous hyperband", "async hyper band", "async hb");
        add("hyperband", "hyper band", "hyperband pruner", "hb");
        add("population-based-training", "pbt", "pb2", "population based", "population");
        add("median", "median stopping", "median pruner", "median stopping rule", "medianstop");
        add("learning-curve", "curve fitting", "curvefitting", "curve", "extrapolation");
        add("full", "fifo", "none", "no pruner", "nop pruner", "no scheduler");
        add(
                "gp",
                "bayesian",
                "bo",
                "gaussian process",
                "bayesian optimization",
                "bayes",
                "botorch",
                "gp sampler",
                "gpei");
        add("tpe", "parzen", "tpe sampler", "hyperopt", "optuna");
        add("forest", "smac", "rf", "random forest", "random forests");
        add("cma-es", "cma", "cmaes", "cma es sampler");
        add("genetic", "ga", "evolution", "evolutionary", "genetic algorithm");
        add("differential-evolution", "de", "diff evolution");
        add("nsga2", "nsga ii", "nsgaii", "nsga ii sampler");
        add("sobol", "qmc", "quasi monte carlo", "quasirandom", "low discrepancy", "halton", "lhs", "latin hypercube");
        add("random", "random search", "randomized", "uniform", "random sampler");
        add("grid", "grid search", "grid sampler", "exhaustive", "brute force");
        add("reinforce", "rl", "policy gradient", "ppo");
        // Choices of hyperparameters.
        add("silu", "swish");
        add("leaky-relu", "lrelu", "leakyrelu");
        add("he", "kaiming", "he normal", "he uniform", "kaiming normal", "kaiming uniform");
        add("xavier", "glorot", "glorot uniform", "glorot normal", "xavier uniform");
        add("cosine", "cosine annealing", "cosine decay");
        add("exponential", "exp", "exponential decay", "exponential lr");
        add("step", "step decay", "multi step");
        add("mean-squared", "mse", "mean squared error", "l2", "squared error");
        add("cross-entropy", "ce", "softmax", "nll", "categorical crossentropy", "log loss", "xent");
        add("focal", "focal loss");
        add("huber", "smooth l1", "huber loss");
        add("standard", "zscore", "z score", "standardize", "standard scaler", "normal");
        add("min-max", "minmax", "min max scaler", "normalize", "minmax scaler");
        add("robust", "robust scaler", "iqr");
        add("classification", "classifier", "multiclass", "binary", "classify");
        add("regression", "regressor", "regress", "continuous");
        add("maximize", "max", "maximise", "higher", "up", "greater is better");
        add("minimize", "min", "minimise", "lower", "down", "less is better");
        add("csv", "tsv", "tab", "text", "txt");
        add("json", "jsonl", "ndjson");
        add("libsvm", "svm", "svmlight");
        // Settings elsewhere in a study file.
        add("search.max-epochs", "epochs", "num epochs", "n epochs", "max epoch", "max t", "max resource", "max budget",
                "max iter", "resource", "epoch");
        add("search.min-epochs", "grace period", "min resource", "min budget", "min t");
        add("search.eta", "reduction factor", "halving rate", "factor");
        add(
                "search.trials",
                "n trials",
                "num trials",
                "num samples",
                "n iter",
                "max trials",
                "max evals",
                "max concurrent");
        add("search.sampler", "search alg", "tuner", "algorithm", "search algorithm", "sampler type");
        add("search.scheduler", "pruner", "assessor", "scheduler type");
        add("search.iterations", "brackets", "num brackets");
        add(
                "stop.wall-time",
                "timeout",
                "time budget",
                "max duration",
                "time budget s",
                "max experiment duration",
                "walltime",
                "time limit");
        add("stop.target", "goal value", "target value", "stopping value");
        add("stop.plateau.trials", "plateau", "patience trials");
        add("study.seed", "random state", "random seed", "rng seed");
        add("study.name", "study name", "experiment name", "experiment");
        add("data.weight", "weight", "weights", "sample weight", "sample weights", "weight col", "weight column",
                "case weight", "case weights", "row weights");
        add(
                "data.label",
                "target",
                "target column",
                "label column",
                "y",
                "response",
                "class column",
                "dependent variable");
        add("data.path", "file", "input", "train data", "dataset", "table", "train path", "data file");
        add("data.ignore", "drop", "exclude", "drop columns", "ignored columns");
        add("data.categorical", "categorical features", "cat features", "categoricals", "categorical columns");
        add("data.features", "columns", "feature columns", "inputs", "x columns");
        add(
                "data.split.hash.validation",
                "validation split",
                "val split",
                "validation fraction",
                "valid size",
                "val size");
        add("data.split.hash.test", "test size", "test split", "test fraction");
        add("data.one-hot-limit", "max categories", "one hot max size");
        add("data.scaling", "scaler", "normalizer", "standardization", "feature scaling");
        add("objective.metric", "score", "scoring", "monitor", "eval metric", "metric name");
        add("objective.direction", "mode", "optimize mode", "greater is better");
        add("spark.executor.instances", "n jobs", "num workers", "workers", "parallelism", "trial concurrency");
    }

    private OtherNames() {
    }

    private static void add(String ours, String... others) {
        for (String other : others) {
            OURS.computeIfAbsent(plain(other), o -> new ArrayList<>()).add(ours);
        }
    }

    /** What the word is called here, if that is one of the known words. */
    public static Optional<String> in(String word, Collection<String> known) {
        return OURS.getOrDefault(plain(word), List.of()).stream().filter(known::contains).findFirst();
    }

    /** The setting that the word means elsewhere; empty if there is none, or it is a hyperparameter. */
    public static Optional<String> setting(String word) {
        return OURS.getOrDefault(plain(word), List.of()).stream().filter(ours -> ours.contains(".")).findFirst();
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
    }
}
