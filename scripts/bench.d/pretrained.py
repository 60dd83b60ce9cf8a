"""Few images a class: a network that has seen other classes, beside one that begins from nothing.

    python3 scripts/bench.d/pretrained.py FOLDER [COMMAND...]     the command is scripts/whittle unless it is given

The digits 5 to 9 of the sample, 20, 50 or 100 of each to train on and 20 to validate, the rest to test; seeds 1 to 5. Behind the
sample's trunk, which has seen the digits 0 to 4 only, a linear head: frozen, and trained on. Beside them a network of the same
layers from nothing. Each is tuned alike: four learning rates, 30 epochs. Prints the mean and the least test accuracy, and the mean
epoch at which the winner was best.
"""
import csv, json, os, random, re, subprocess, sys

folder, command = sys.argv[1], sys.argv[2:] or ["scripts/whittle"]
os.makedirs(folder, exist_ok=True)
rows = list(csv.reader(open("src/main/resources/sample/digits-5-9.csv")))
TRUNK = 'network { kind = mlp, pretrained { path = "classpath:sample/digits-0-4", freeze = %s } }, training.layers = 0\n'
WAYS = {
    "frozen": TRUNK % "all",
    "trained on": TRUNK % "none",
    "from nothing": "network.kind = convolutional, training { conv-layers = 2, filters = 16, dense-layers = 1, units = 32, "
                    "normalization = batch }\n",
}
STUDY = """data { path = "%s", label = digit, image.shape = [8, 8, 1], split { by = column, column.name = part } }
space.learning-rate = [0.001, 0.003, 0.01, 0.03], baseline.learning-rate = 0.003, training.batch-size = 16
objective.metric = accuracy, search { sampler = grid, scheduler = full, max-epochs = 30, trials = 4 }, test.resamples = 100
study.seed = %d
"""
for count in (20, 50, 100):
    found = {way: [] for way in WAYS}
    for seed in range(1, 6):
        shuffled = rows[1:]
        random.Random(seed).shuffle(shuffled)
        seen = {}
        path = os.path.join(folder, "digits-%d-%d.csv" % (count, seed))
        with open(path, "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(rows[0] + ["part"])
            for row in shuffled:
                n = seen[row[-1]] = seen.get(row[-1], 0) + 1
                out.writerow(row + ["training" if n <= count else "validation" if n <= count + 20 else "test"])
        for way, network in WAYS.items():
            study = os.path.join(folder, "%s-%d-%d" % (way.replace(" ", "-"), count, seed))
            with open(study + ".conf", "w") as file:
                file.write(STUDY % (os.path.abspath(path), seed) + network)
            run = subprocess.run(command + ["tune", study + ".conf", "--study", study, "--master", "local[2]"],
                                 capture_output=True, text=True)
            accuracy = re.search(r"test accuracy +([0-9.]+)", run.stdout)
            best = re.search(r"(?m)^ *1 +\d+ +\w+ +\d+ +(\d+) ", run.stdout)
            if run.returncode or not accuracy or not best:
                sys.exit("%s: exit code %d\n%s%s" % (study, run.returncode, run.stdout[-2000:], run.stderr[-2000:]))
            found[way].append((float(accuracy.group(1)), int(best.group(1))))
    for way, results in found.items():
        print("%3d a class, %-12s test accuracy %.4f, least %.4f; best at epoch %.1f" % (
            count, way, sum(a for a, _ in results) / 5, min(a for a, _ in results), sum(e for _, e in results) / 5), flush=True)
