package org.whittle.work;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.whittle.goal.TrialId;

/**
 * What networks said of each row of a split, kept in the study directory as one file with a checksum: whatever shows
 * single rows later reads this file, and the rows themselves stay where they are.
 *
 * @param classes names of the classes; empty where the label is a number
 * @param labels of the rows: class indices, or numbers in the target's own unit
 * @param models the winner's first, the baseline's second if there is one
 */
public record RowPredictions(List<String> classes, double[] labels, List<Model> models) {

    /** Of the test rows, made while the lock box was open. */
    public static final String OF_TEST = "predictions/test.bin";

    /**
     * Of validation rows, or with cross-validation of those of all folds, by networks that had not been trained on
     * them; probabilities before any temperature, classes by their numbers.
     */
    public static final String OF_VALIDATION = "predictions/validation.bin";

    private static final String FORMAT = "whittle-predictions";
    private static final int VERSION = 1;
    private static final int SUM = 32;

    /**
     * What one network said.
     *
     * @param values probabilities of the classes, row-major, {@code rows × classes}; or a number for each row
     * @param predicted the class that each row was taken for; {@code values} where the label is a number
     */
    public record Model(TrialId trial, double[] values, double[] predicted) {
    }

    public RowPredictions {
        classes = List.copyOf(classes);
        models = List.copyOf(models);
        int width = Math.max(1, classes.size());
        for (Model model : models) {
            if (model.values.length != (long) width * labels.length || model.predicted.length != labels.length) {
                throw new IllegalArgumentException("%d rows of %d outputs do not fit %d values of trial %s".formatted(
                        labels.length, width, model.values.length, model.trial));
            }
        }
    }

    /** The same of the validation rows of one fold, by the winner's network of this fold. */
    public static String ofFold(int fold) {
        return "predictions/fold-%d.bin".formatted(fold);
    }

    /** The content of the file. Equal predictions give equal bytes. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(FORMAT);
            out.writeInt(VERSION);
            out.writeInt(classes.size());
            for (String name : classes) {
                out.writeInt(name.length());
                out.writeChars(name);
            }
            out.writeInt(models.size());
            out.writeInt(labels.length);
            write(out, labels);
            for (Model model : models) {
                out.writeInt(model.trial.value());
                write(out, model.values);
                write(out, model.predicted);
            }
            out.write(sum(bytes.toByteArray()));
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads them back. Nothing is allocated for what the file only claims to hold.
     *
     * @param name of the file, for messages
     * @throws IOException if it is not what was written, or of a later release
     */
    public static RowPredictions decode(byte[] file, String name) throws IOException {
        int length = file.length - SUM;
        if (length < 0 || !Arrays.equals(sum(Arrays.copyOf(file, length)),
                Arrays.copyOfRange(file, length, file.length))) {
            throw new DamagedPredictionsException(
                    "%s is damaged: it does not match its checksum.".formatted(name), null);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file, 0, length))) {
            String format = in.readUTF();
            int version = in.readInt();
            if (!format.equals(FORMAT) || version != VERSION) {
                throw new IOException("%s holds no predictions that this release of Whittle reads (%s, version %d)."
                        .formatted(name, format, version));
            }
            List<String> classes = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                StringBuilder text = new StringBuilder();
                for (int chars = in.readInt(); chars > 0; chars--) {
                    text.append(in.readChar());
                }
                classes.add(text.toString());
            }
            int networks = in.readInt();
            int rows = in.readInt();
            double[] labels = read(in, rows);
            List<Model> models = new ArrayList<>();
            for (int i = 0; i < networks; i++) {
                models.add(new Model(new TrialId(in.readInt()), read(in, (long) rows * Math.max(1, classes.size())),
                        read(in, rows)));
            }
            return new RowPredictions(classes, labels, models);
        } catch (IllegalArgumentException e) {
            throw new DamagedPredictionsException("%s is damaged: %s.".formatted(name, e.getMessage()), e);
        }
    }

    private static void write(DataOutputStream out, double[] numbers) throws IOException {
        for (double number : numbers) {
            out.writeDouble(number);
        }
    }

    private static double[] read(DataInputStream in, long count) throws IOException {
        if (count < 0 || count * Double.BYTES > in.available()) {
            throw new IllegalArgumentException("it ends too early");
        }
        double[] numbers = new double[(int) count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        return numbers;
    }

    private static byte[] sum(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
